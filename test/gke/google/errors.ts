/** Errors as Google's APIs answer them. https://cloud.google.com/apis/design/errors */

export class ApiError extends Error {
  constructor(
    /** HTTP status. */
    readonly code: number,
    /** Name of the error in google.rpc.Code. */
    readonly status: string,
    /** Reason in the older format, which some clients read. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }

  get body() {
    const { code, status, message, reason } = this;
    return { error: { code, status, message, errors: [{ message, reason, domain: "global" }] } };
  }
}

export const invalidArgument = (message: string) => new ApiError(400, "INVALID_ARGUMENT", "invalid", message);
export const unauthenticated = () =>
  new ApiError(401, "UNAUTHENTICATED", "required", "Request is missing required authentication credential.");
export const notFound = (name: string) => new ApiError(404, "NOT_FOUND", "notFound", `Not found: ${name}`);
export const alreadyExists = (name: string) =>
  new ApiError(409, "ALREADY_EXISTS", "alreadyExists", `Already exists: ${name}`);
export const aborted = (message: string) => new ApiError(409, "ABORTED", "conflict", message);
export const conditionNotMet = (message: string) =>
  new ApiError(412, "FAILED_PRECONDITION", "conditionNotMet", message);
export const failedPrecondition = (message: string) =>
  new ApiError(400, "FAILED_PRECONDITION", "resourceInUseByAnotherResource", message);
export const notImplemented = (call: string) =>
  new ApiError(501, "UNIMPLEMENTED", "notImplemented", `The stand-in for Google's APIs does not know ${call}.`);
