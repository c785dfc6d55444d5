/** The size at which models read images. More pixels only cost memory. */
const LONG_SIDE = 1568;
/** Small images stay PNG, which keeps drawings and screenshots sharp. */
const PNG_MAX_BYTES = 1024 * 1024;

/** The size of an image scaled down to fit into a square; never scaled up. */
export function fitInto(width: number, height: number, side = LONG_SIDE): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * An image as base64, scaled down for sending. Redrawing it removes the file's metadata, such as place and camera.
 * Rejects when the file is not an image.
 */
export async function shrinkImage(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const canvas = document.createElement('canvas');
  Object.assign(canvas, fitInto(bitmap.width, bitmap.height));
  const context = canvas.getContext('2d')!;
  const draw = () => context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  draw();
  let blob = file.type === 'image/jpeg' ? undefined : await encode(canvas, 'image/png');
  if (!blob || blob.size > PNG_MAX_BYTES) {
    // JPEG has no transparency: draw on white instead of black.
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    blob = await encode(canvas, 'image/jpeg');
  }
  bitmap.close();
  return toBase64(blob);
}

function encode(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be drawn.'))), type, 0.85),
  );
}

function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read.'));
    reader.readAsDataURL(blob);
  });
}
