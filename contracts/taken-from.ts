/** Header of clips and stills: when the first picture was taken, epoch milliseconds. No zod here: the console reads it too. */
export const TAKEN_FROM_HEADER = 'x-citywatch-from';
