package io.holdfast.election;

import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.ListenerErrors;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * How a candidate stands: everything its election was built with.
 *
 * @param elections where
 * @param election the election's name
 * @param options under which name, publishing what, how urgently; without a session
 * @param session in which session
 * @param backoff the pauses after failures
 * @param holdOff how long it does not stand after resigning, unless another leads by then, or nobody else wants to
 * @param patience how long {@code close} waits
 * @param executor where listeners run
 * @param errors who hears what they throw
 * @param timing the time
 * @param random what the pauses are drawn from
 */
record Candidacy(
        ElectionClient elections,
        String election,
        CampaignOptions options,
        CandidateSession session,
        Backoff backoff,
        Duration holdOff,
        Duration patience,
        Executor executor,
        ListenerErrors errors,
        Timing timing,
        RandomGenerator random) {}
