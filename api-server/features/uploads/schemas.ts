import * as z from 'zod';
import { textField } from '../../http/body-fields.js';
import { text } from '../../http/parameters.js';
import type { SentFile } from '../../http/read-form.js';

/** To the letter what the original says, odd punctuation and all. */
export const invalidFile =
  "Invalid file data. Check you are sending the formdata.append('file', ...} format'";

const longestSubId = 255;

/** What is sent with a picture. The file comes first: without one nothing else is looked at. */
export const newUpload = z.object({
  file: z
    .custom<SentFile>((sent) => typeof sent === 'object' && sent !== null, invalidFile)
    .meta({ type: 'string', format: 'binary', description: 'A JPEG, PNG or GIF' }),
  sub_id: z
    .string()
    .max(longestSubId, 'INVALID_DATA')
    .meta({ description: 'Any text, to find it by', example: 'user-7' })
    .optional(),
  breed_ids: z
    .string()
    .meta({ description: 'Comma list of the breeds it shows', example: 'abys,beng' })
    .optional(),
});

export type NewUpload = z.output<typeof newUpload>;

export const uploadQuery = z.object({
  sub_id: text({ description: 'As in the form, which wins', example: 'user-7' })
    .pipe(z.string().max(longestSubId))
    .optional(),
});

export type UploadQuery = z.output<typeof uploadQuery>;

export const uploadReply = z.object({
  id: z.string(),
  url: z.string(),
  sub_id: z.string().optional(),
  width: z.int(),
  height: z.int(),
  original_filename: z.string().nullable(),
  breed_ids: z.string().optional(),
  pending: z.int(),
  approved: z.int(),
});

export const newBreed = z.object({ breed_id: textField('breed_id') });

export const breedParams = z.object({
  image_id: z.string().min(1).meta({ description: 'Id of a picture', example: 'Ab3dE_9x1' }),
  breed_id: z.string().min(1).meta({ description: 'Id of a breed', example: 'abys' }),
});

export const changedBreed = z.object({
  message: z.literal('SUCCESS'),
  image_id: z.string(),
  breed_id: z.string(),
});
