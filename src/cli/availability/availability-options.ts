/** What `sipnines availability` can be told. */
export interface AvailabilityOptions {
  readonly servers?: string;
  readonly mttf?: string;
  readonly mttr?: string;
  readonly target?: string;
  readonly required?: string;
  readonly crews?: string;
  readonly coverage?: string;
  readonly manualRecovery?: string;
  readonly standby?: string;
  readonly detection?: string;
  readonly takeover?: string;
  readonly tree?: readonly string[];
  readonly chain?: string;
  readonly top?: string;
  readonly order?: string;
  readonly down?: string;
  readonly up?: string;
  readonly initial?: string;
  readonly rateUnit?: string;
  readonly at?: string;
  readonly reach?: string;
  readonly states?: string;
  readonly sensitivity?: boolean;
  readonly simulation?: boolean;
  readonly steps?: string;
  readonly out?: string;
  readonly junit?: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
