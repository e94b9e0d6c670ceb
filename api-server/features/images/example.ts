/** A picture of the seed: what the examples of the OpenAPI document name is there on a new server. */
export const examplePicture = {
  ...{ id: '0XYvRd7oD', url: 'http://127.0.0.1:3000/images/0XYvRd7oD.jpg' },
  ...{ width: 533, height: 640 },
} as const;

/** As votes and favourites have it. */
export const exampleAttached = { id: examplePicture.id, url: examplePicture.url } as const;
