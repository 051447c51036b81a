/** The 80 classes of COCO in the order most detectors number them. */
export const COCO_80: readonly string[] = (
  'person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, ' +
  'fire hydrant, stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, ' +
  'elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, ' +
  'skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, ' +
  'wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, ' +
  'broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, potted plant, bed, ' +
  'dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, ' +
  'toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush'
).split(', ');

/** COCO's category numbers (1..90 with gaps) that the annotations never use. */
const UNUSED_NUMBERS = new Set([12, 26, 29, 30, 45, 66, 68, 69, 71, 83]);

/** COCO's classes by category number minus one, 90 entries; unused numbers are empty names, which nobody asks for. */
export const COCO_90: readonly string[] = numbered();

function numbered(): string[] {
  const names = COCO_80.values();
  return Array.from({ length: 90 }, (_, at) => (UNUSED_NUMBERS.has(at + 1) ? '' : (names.next().value ?? '')));
}
