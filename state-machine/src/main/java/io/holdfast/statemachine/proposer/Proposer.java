package io.holdfast.statemachine.proposer;

/**
 * How far the batches of one proposer have been applied.
 *
 * @param incarnation the random number it drew
 * @param lastNumber the number of its last batch that was applied, from 1
 */
public record Proposer(long incarnation, long lastNumber) {
    /** Refuses numbers below 1. */
    public Proposer {
        if (lastNumber < 1) {
            throw new IllegalArgumentException("the last number of a proposer is " + lastNumber + ", not above 0");
        }
    }
}
