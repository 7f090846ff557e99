package io.holdfast.model.lease;

/**
 * What the replicated state holds of one lease. How much time is left is not in it: only the leader knows that.
 *
 * @param lease its id, positive
 * @param epoch tells this lease from earlier ones of the same id; expiry names it
 * @param ttlMillis the granted time to live
 * @param boundMillis no client believes to have more than this left: the time to live, or less once the leader lowered it
 *     because nobody renewed
 * @param session the session it belongs to, 0 for none
 * @param keys how many keys are attached
 */
public record LeaseRecord(long lease, long epoch, long ttlMillis, long boundMillis, long session, int keys) {}
