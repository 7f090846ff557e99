package io.holdfast.client;

/** What a failed call is known to have done. A read changes nothing, so a failed read is always NOT_APPLIED. */
public enum OperationOutcome {
    /** It was applied; only its answer could not be delivered. Do not repeat it. */
    APPLIED,
    /** It was not applied and never will be. Repeating it is safe. */
    NOT_APPLIED,
    /** It may have been applied, or may still be: {@link HoldfastClient#outcome} settles it. */
    UNKNOWN
}
