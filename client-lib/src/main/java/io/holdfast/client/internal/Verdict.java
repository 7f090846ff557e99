package io.holdfast.client.internal;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Certainty;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do with a call that a node failed: try it again, or tell the caller.
 *
 * @param again whether to try again within the deadline: a write too, since it is applied once however often it comes
 * @param elsewhere whether that node is not the one to try
 * @param leader whom it named instead, or null
 * @param retryAfterNanos the pause it asked for
 * @param failure what to tell the caller otherwise
 */
record Verdict(boolean again, boolean elsewhere, @Nullable Leader leader, long retryAfterNanos, CallFailure failure) {
    private static final Set<Failure.Code> PASSING = EnumSet.of(
            Failure.Code.NOT_LEADER,
            Failure.Code.NO_LEADER,
            Failure.Code.UNAVAILABLE,
            Failure.Code.OVERLOADED,
            Failure.Code.LEADERSHIP_LOST);

    /** A node asking for a longer pause than this is not believed. */
    private static final long MAX_RETRY_AFTER_MILLIS = 5_000;

    static Verdict of(Failure failure, Call call, Link link) {
        boolean unknown = failure.certainty() == Certainty.UNKNOWN && call.payload.writes();
        boolean elsewhere = failure.code() != Failure.Code.OVERLOADED;
        long retryAfter = Math.min(Math.max(0, failure.retryAfterMillis()), MAX_RETRY_AFTER_MILLIS) * 1_000_000;
        // A node that lags or cannot reach the leader lets its share of the time pass: another may do better.
        boolean passing =
                PASSING.contains(failure.code()) || (failure.code() == Failure.Code.TIMEOUT && call.payload.anyNode());
        return new Verdict(
                passing,
                elsewhere,
                failure.leader(),
                retryAfter,
                new CallFailure(kind(failure.code()), unknown, link.name(), text(failure, link, unknown), null));
    }

    private static Kind kind(Failure.Code code) {
        return switch (code) {
            case NOT_LEADER, NO_LEADER, UNAVAILABLE, LEADERSHIP_LOST -> Kind.UNAVAILABLE;
            case OVERLOADED -> Kind.OVERLOADED;
            case TIMEOUT -> Kind.TIMEOUT;
            case PERMISSION_DENIED -> Kind.PERMISSION_DENIED;
            case MALFORMED, UNSUPPORTED, INTERNAL -> Kind.PROTOCOL;
        };
    }

    private static String text(Failure failure, Link link, boolean unknown) {
        return link.name() + ": " + failure.message() + " [" + failure.code() + "]"
                + (unknown ? "; the write may have been applied" : "");
    }

    /** The deadline of a call passed. */
    static CallFailure deadline(Call call, Router router) {
        Link sentOn = call.sentOn;
        if (sentOn != null) {
            boolean unknown = call.payload.writes();
            return new CallFailure(
                    Kind.TIMEOUT,
                    unknown,
                    sentOn.name(),
                    "no answer from " + sentOn.name() + " by the call's deadline"
                            + (unknown ? ": the write may have been applied" : ""),
                    null);
        }
        Link target = call.payload.anyNode() ? router.anyOpen() : router.route();
        if (target == null) {
            return CallFailure.notApplied(
                    Kind.UNAVAILABLE,
                    sent(call) + " by the call's deadline: " + router.complaint()
                            + "; check that a majority of the nodes runs and can be reached");
        }
        CallFailure last = call.lastFailure;
        if (last != null) {
            return new CallFailure(
                    last.kind(),
                    false,
                    last.node(),
                    "no node served it by the call's deadline; the last one tried: " + last.message(),
                    null);
        }
        return new CallFailure(
                Kind.TIMEOUT,
                false,
                target.name(),
                sent(call) + " by the call's deadline: " + target.name() + " takes no more at the moment ("
                        + target.openCalls() + " operations open); send less, or allow more time",
                null);
    }

    private static String sent(Call call) {
        return call.inDoubt ? "not sent again" : "not sent";
    }
}
