/** The classes of COCO, by their number, in the order in which the model counts them. */
export const cocoClasses = [
  ...['Person', 'Bicycle', 'Car', 'Motorcycle', 'Airplane', 'Bus', 'Train', 'Truck', 'Boat'],
  ...['Traffic Light', 'Fire Hydrant', 'Stop Sign', 'Parking Meter', 'Bench', 'Bird', 'Cat', 'Dog'],
  ...['Horse', 'Sheep', 'Cow', 'Elephant', 'Bear', 'Zebra', 'Giraffe', 'Backpack', 'Umbrella'],
  ...['Handbag', 'Tie', 'Suitcase', 'Frisbee', 'Skis', 'Snowboard', 'Sports Ball', 'Kite'],
  ...['Baseball Bat', 'Baseball Glove', 'Skateboard', 'Surfboard', 'Tennis Racket', 'Bottle'],
  ...['Wine Glass', 'Cup', 'Fork', 'Knife', 'Spoon', 'Bowl', 'Banana', 'Apple', 'Sandwich'],
  ...['Orange', 'Broccoli', 'Carrot', 'Hot Dog', 'Pizza', 'Donut', 'Cake', 'Chair', 'Couch'],
  ...['Potted Plant', 'Bed', 'Dining Table', 'Toilet', 'Tv', 'Laptop', 'Mouse', 'Remote'],
  ...['Keyboard', 'Cell Phone', 'Microwave', 'Oven', 'Toaster', 'Sink', 'Refrigerator', 'Book'],
  ...['Clock', 'Vase', 'Scissors', 'Teddy Bear', 'Hair Drier', 'Toothbrush'],
] as const;

const bird = cocoClasses.indexOf('Bird');
const giraffe = cocoClasses.indexOf('Giraffe');
const pets: readonly string[] = ['Cat', 'Dog'];

/** What a class is a kind of, as image recognition services name it. */
export function parentsOf(number: number): readonly string[] {
  if (number < bird || number > giraffe) return [];
  if (number === bird) return ['Animal'];
  return ['Animal', 'Mammal', ...(pets.includes(cocoClasses[number] ?? '') ? ['Pet'] : [])];
}
