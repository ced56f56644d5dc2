import { EXIT, LanekeeperError } from '../core/errors.ts';

/** Error for a node that failed, or never came up: it says nothing about what was to be tested. */
export class NodeError extends LanekeeperError {
  /** The last that the node's console said; empty when it said nothing. */
  readonly consoleTail: string;

  constructor(message: string, consoleTail = '', options?: ErrorOptions) {
    super(EXIT.infrastructure, message, options);
    this.name = 'NodeError';
    this.consoleTail = consoleTail;
  }
}
