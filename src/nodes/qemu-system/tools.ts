import { isOnPath } from '../path.ts';

/** What to do for a tool that is not on the PATH, in words; nothing when it is. */
export const missingTool = (tool: string, debianPackage: string): readonly string[] =>
  isOnPath(tool) ? [] : [`${tool} is not on the PATH: apt-get install ${debianPackage}`];
