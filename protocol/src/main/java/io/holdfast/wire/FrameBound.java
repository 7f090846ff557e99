package io.holdfast.wire;

import static io.holdfast.wire.SizeBound.text;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Limits;
import io.holdfast.model.Member;
import io.holdfast.model.event.Event;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.watch.WatchPush;
import org.jspecify.annotations.Nullable;

/** How many bytes an element of a frame takes encoded, at most: cheap to say without encoding it. */
final class FrameBound {
    /** Numbers, tags and lengths of an element around its content. */
    private static final long ENVELOPE = 48;

    private FrameBound() {}

    static long of(Request request) {
        if (request instanceof Request.WriteOnce once) {
            return ENVELOPE + Limits.REQUEST_NAME_BYTES + once.command().bytes().size();
        }
        if (request instanceof Request.Write write) {
            return ENVELOPE + write.command().bytes().size();
        }
        if (request instanceof Request.Read read) {
            return 2 * ENVELOPE + SizeBound.of(read.query());
        }
        if (request instanceof Request.Renew renew) {
            return ENVELOPE + 2 * SizeBound.ENVELOPE + renew.leases().size() * 20L;
        }
        if (request instanceof Request.Subscribe subscribe) {
            return ENVELOPE + of(subscribe.topic());
        }
        if (request instanceof Request.Unsubscribe unsubscribe) {
            return ENVELOPE + of(unsubscribe.topic());
        }
        return ENVELOPE;
    }

    static long of(WatchRequest request) {
        return request instanceof WatchRequest.Create create
                ? 2 * ENVELOPE + SizeBound.range(create.spec().range())
                : ENVELOPE;
    }

    static long of(Result result) {
        if (result instanceof Result.Answered answered) {
            return (answered.freshness() == null ? ENVELOPE : 2 * ENVELOPE) + AnswerBound.of(answered.outcome());
        }
        if (result instanceof Result.Failed failed) {
            return ENVELOPE + AnswerBound.of(failed.failure());
        }
        if (result instanceof Result.Renewed renewed) {
            return ENVELOPE + renewed.renewals().size() * (SizeBound.ENVELOPE + 3 * SizeBound.NUMBER);
        }
        if (result instanceof Result.Lives lives) {
            return ENVELOPE + of(lives.life());
        }
        if (result instanceof Result.Followed || result instanceof Result.Subscribed) {
            return ENVELOPE;
        }
        return ENVELOPE + of(((Result.Described) result).description());
    }

    /** Of a push that follows on another in its frame, whose events it may share. */
    static long of(WatchPush push, @Nullable WatchPush before) {
        return push instanceof WatchPush.Events events && events.sharesEventsWith(before) ? ENVELOPE : of(push);
    }

    static long of(WatchPush push) {
        if (push instanceof WatchPush.Events events) {
            return ENVELOPE + AnswerBound.ofEvents(events.events());
        }
        if (push instanceof WatchPush.ResetPage page) {
            return ENVELOPE + AnswerBound.ofAll(page.keyValues());
        }
        if (push instanceof WatchPush.Ended ended) {
            return ENVELOPE + AnswerBound.ofRejection(ended.why());
        }
        return ENVELOPE;
    }

    static long of(LockPush push) {
        return LockBound.of(push);
    }

    static long of(Topic topic) {
        return SizeBound.ENVELOPE + SizeBound.NUMBER + text(topic.name());
    }

    static long of(Event event) {
        return AnswerBound.of(event);
    }

    private static long of(LeaseLife life) {
        long size = ENVELOPE;
        for (Bytes key : life.keys()) {
            size += SizeBound.ENVELOPE + key.size();
        }
        return size;
    }

    private static long of(ClusterDescription description) {
        long size = 2 * ENVELOPE + text(description.cluster()) + text(description.node());
        if (description.leader() != null) {
            size += text(description.leader().node())
                    + text(description.leader().address());
        }
        for (Member member : description.members()) {
            size += ENVELOPE
                    + text(member.node())
                    + text(member.clientAddress())
                    + text(member.peerAddress())
                    + text(member.storage());
        }
        return size;
    }
}
