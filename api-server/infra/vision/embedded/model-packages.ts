import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The packages are installed by whoever wants them, so nothing of them is known when this is
// compiled: what is used of them is said here.

export interface Tensor {
  arraySync(): unknown;
  dispose(): void;
}

interface ModelSource {
  load(): Promise<object>;
}

export interface GraphModel {
  execute(input: Tensor, outputs: readonly string[]): Tensor;
}

export interface LayersModel {
  predict(input: Tensor): Tensor;
}

interface Core {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(values: Float32Array, shape: readonly number[]): Tensor;
}

/** A face as `human` reports it; the box in shares of the picture: left, top, width, height. */
export interface HumanFace {
  readonly score: number;
  readonly boxRaw: readonly [number, number, number, number];
}

export interface Human {
  load(): Promise<void>;
  detect(input: Tensor): Promise<{ readonly face: readonly HumanFace[]; readonly error?: unknown }>;
}

export interface TextLine {
  readonly text: string;
  /** From 0 to 100. */
  readonly confidence: number;
  readonly bbox: {
    readonly x0: number;
    readonly y0: number;
    readonly x1: number;
    readonly y1: number;
  };
}

export interface TextReader {
  recognize(
    image: Buffer,
    options: object,
    output: { readonly blocks: true },
  ): Promise<{
    readonly data: {
      readonly blocks:
        | readonly { readonly paragraphs: readonly { readonly lines: readonly TextLine[] }[] }[]
        | null;
    };
  }>;
}

/** The packages of a directory, each loaded when it is asked for. */
export function openPackages(directory: string) {
  const installed = createRequire(join(directory, 'package.json'));
  const rootOf = (name: string) => join(directory, 'node_modules', name);
  const human = rootOf('@vladmandic/human');
  const wasmPath = `${rootOf('@tensorflow/tfjs-backend-wasm')}/dist/`;
  const core = installed('@tensorflow/tfjs-core') as Core;
  return {
    core,
    async start(): Promise<void> {
      // Without a path it would ask a server on the internet.
      installed('@tensorflow/tfjs-backend-wasm').setWasmPaths(wasmPath);
      await core.setBackend('wasm');
      await core.ready();
    },
    /** A model of the package `human`, such as `centernet`. */
    graphModel: (name: string): Promise<GraphModel> =>
      installed('@tensorflow/tfjs-converter').loadGraphModel(
        graphSource(join(human, 'models', name)),
      ),
    async moderationModel(): Promise<LayersModel> {
      const { MobileNetV2Model: model } = installed('nsfwjs/models/mobilenet_v2');
      const json = await moduleValue(model.modelJson());
      const weights = Buffer.from(await moduleValue(model.weightBundles[0]()), 'base64');
      return installed('@tensorflow/tfjs-layers').loadLayersModel(layersSource(json, weights));
    },
    human(): Human {
      const { default: Human } = installed(join(human, 'dist', 'human.node-wasm.js'));
      const off = { enabled: false };
      return new Human({
        ...{ backend: 'wasm', wasmPath, modelBasePath: `${pathToFileURL(join(human, 'models'))}/` },
        ...{ debug: false, cacheSensitivity: 0, filter: off, gesture: off, body: off, hand: off },
        ...{ object: off, segmentation: off },
        face: {
          ...{ enabled: true, mesh: off, attention: off, iris: off, description: off },
          ...{ emotion: off, antispoof: off, liveness: off },
          detector: { maxDetected: 10, minConfidence: 0.5, rotation: false },
        },
      });
    },
    textReader: (): Promise<TextReader> =>
      installed('tesseract.js').createWorker('eng', 1, {
        // Without these it would download its data, and keep them.
        langPath: join(rootOf('@tesseract.js-data/eng'), '4.0.0_best_int'),
        ...{ cacheMethod: 'none', gzip: true },
      }),
  };
}

export type Packages = ReturnType<typeof openPackages>;

function graphSource(file: string): ModelSource {
  return {
    async load() {
      const { weightsManifest, ...model } = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
      return {
        ...model,
        weightSpecs: weightsManifest[0].weights,
        weightData: bytesOf(`${file}.bin`),
      };
    },
  };
}

function layersSource(
  json: { readonly modelTopology: object; readonly weightsManifest: [{ weights: object }] },
  weights: Buffer,
): ModelSource {
  return {
    load: async () => ({
      modelTopology: withoutInitializers(json.modelTopology),
      weightSpecs: json.weightsManifest[0].weights,
      weightData: asArrayBuffer(weights),
    }),
  };
}

/** Filling layers with random numbers, before they get their weights, takes most of the loading. */
function withoutInitializers(topology: object): object {
  return JSON.parse(JSON.stringify(topology), (key, value) =>
    key.endsWith('_initializer') && value !== null ? { class_name: 'Zeros', config: {} } : value,
  );
}

async function moduleValue(imported: Promise<{ readonly default?: unknown }>): Promise<never> {
  const module = await imported;
  return (module.default ?? module) as never;
}

const bytesOf = (file: string): ArrayBuffer => asArrayBuffer(readFileSync(file));

function asArrayBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** What `human` reads its models with: files, and nothing of the internet. */
export async function fetchFile(url: unknown): Promise<Response> {
  const address = new URL(String(url));
  if (address.protocol !== 'file:') throw new TypeError('Nothing is fetched from a network.');
  return new Response(readFileSync(address));
}
