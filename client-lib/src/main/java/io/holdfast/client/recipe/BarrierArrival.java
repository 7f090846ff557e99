package io.holdfast.client.recipe;

/**
 * A party's part in a generation that tripped.
 *
 * @param index its place in the order of arrival, from 0; the one with {@code parties - 1} tripped the barrier
 * @param generation which generation, from 1
 */
public record BarrierArrival(int index, long generation) {}
