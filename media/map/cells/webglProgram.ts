const VERTEX = `#version 300 es
// One triangle over everything; what is drawn of it is the scissor's.
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

// Whole numbers only, so that every graphics processor makes the same pixels as paintCells.ts.
const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D codes;
uniform sampler2D palette;
uniform ivec2 origin;
uniform int height;
uniform int side;
uniform int body;
uniform ivec2 dotRange;
out vec4 colour;
void main() {
  ivec2 at = ivec2(int(gl_FragCoord.x), height - 1 - int(gl_FragCoord.y)) - origin;
  ivec2 cell = at / side;
  ivec2 inside = at - cell * side;
  int code = int(texelFetch(codes, cell, 0).r);
  if (code == 255 || inside.x >= body || inside.y >= body) {
    colour = vec4(0.0);
    return;
  }
  bool dotted = inside.x >= dotRange.x && inside.x < dotRange.y
    && inside.y >= dotRange.x && inside.y < dotRange.y;
  if (code == 1 && !dotted) code = 0;
  colour = texelFetch(palette, ivec2(code, 0), 0);
}`;

const UNIFORMS = ['codes', 'palette', 'origin', 'height', 'side', 'body', 'dotRange'] as const;

/** The program that paints cells, in use, with the places of its parameters. */
export interface CellProgram {
  readonly uniforms: Readonly<Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>>;
  readonly codes: WebGLTexture;
  readonly palette: WebGLTexture;
}

/** Makes the program with its two textures. @throws Error if the context cannot, or is lost. */
export function makeCellProgram(gl: WebGL2RenderingContext): CellProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error('the WebGL context is lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) {
    throw new Error(`WebGL refused the page map’s shaders: ${gl.getProgramInfoLog(program) ?? ''}`);
  }
  gl.useProgram(program);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.disable(gl.DITHER);
  const [codes, palette] = [0, 1].map((unit) => texture(gl, unit));
  const uniforms = Object.fromEntries(
    UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)]),
  ) as CellProgram['uniforms'];
  gl.uniform1i(uniforms.codes, 0);
  gl.uniform1i(uniforms.palette, 1);
  return { uniforms, codes, palette };
}

/** A texture without filters, bound to its unit for good. */
function texture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const made = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, made);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  }
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
    gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  }
  return made;
}
