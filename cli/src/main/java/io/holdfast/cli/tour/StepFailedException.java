package io.holdfast.cli.tour;

/** A step of the tour did not hold; the message says what was seen instead. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1;

    StepFailedException(String message) {
        super(message);
    }
}
