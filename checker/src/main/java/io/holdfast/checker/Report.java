package io.holdfast.checker;

/**
 * What a checker found.
 *
 * @param verdict whether the history can be explained
 * @param explanation for people: how much was checked, or which operations cannot be explained
 */
public record Report(Verdict verdict, String explanation) {
    /** Whether a history can be explained. */
    public enum Verdict {
        /** There is an order of the operations that explains every answer. */
        LINEARIZABLE,
        /** There is none. */
        NOT_LINEARIZABLE,
        /** Time or memory ran out before either was shown. */
        UNDECIDED
    }
}
