/** A declaration took so many steps that it was given up. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp';
}
