package io.holdfast.statemachine.kv;

/**
 * How much history a store keeps.
 *
 * @param payloadBytes key and value bytes of the superseded versions
 * @param revisions revisions after the compaction floor
 * @param events events from the compaction floor on
 */
public record HistoryStats(long payloadBytes, long revisions, long events) {}
