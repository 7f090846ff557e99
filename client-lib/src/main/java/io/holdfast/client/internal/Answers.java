package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.wire.Result;
import java.util.List;

/**
 * What becomes of a call that comes back from a node: it ends, or it is sent again. Confined to the loop, except {@link
 * #seen}.
 */
final class Answers {
    private final Loop loop;
    private final Router router;
    private final Sender sender;
    private final Queues queues;
    private final Endings endings;
    private final Sessions sessions;
    private volatile long seen;

    Answers(Loop loop, Router router, Sender sender, Queues queues, Endings endings, Sessions sessions) {
        this.loop = loop;
        this.router = router;
        this.sender = sender;
        this.queues = queues;
        this.endings = endings;
        this.sessions = sessions;
    }

    /** The highest revision any answer has shown this client. Any thread. */
    long seen() {
        return seen;
    }

    /** A result came. */
    void take(Link link, Result result) {
        if (result instanceof Result.Described described) {
            router.described(link, described);
        }
        Call call = link.close(result.id());
        if (call == null) {
            return;
        }
        if (result instanceof Result.Failed failed) {
            Verdict verdict = Verdict.of(failed.failure(), call, link);
            call.inDoubt |= verdict.failure().unknown();
            if (!verdict.again()) {
                endings.fail(call, verdict.failure());
            } else {
                sender.reroute(link, call, verdict, loop.nanoTime());
                again(call, verdict.failure());
            }
            return;
        }
        link.wentWell();
        sender.wentWell();
        call.answeredBy = link.node();
        if (result instanceof Result.Answered answered) {
            seen = Math.max(seen, answered.outcome().revision());
        }
        if (call.payload instanceof Payload.Write
                && result instanceof Result.Answered answered
                && answered.outcome() instanceof Outcome.Rejection rejection) {
            rejected(link, call, answered, rejection);
        } else {
            if (call.payload instanceof Payload.Question question && settles(result)) {
                sessions.resolved(question.name());
            }
            endings.answered(call, result);
        }
    }

    /** Whether the answer to a question after a write says the last word on it, even if that is "nobody can tell". */
    private static boolean settles(Result result) {
        if (!(result instanceof Result.Answered answered)) {
            return false;
        }
        return answered.outcome() instanceof Outcome.Resolved
                || (answered.outcome() instanceof Outcome.Rejection rejection
                        && (rejection.reason() == Reason.STALE_REQUEST
                                || rejection.reason() == Reason.SESSION_NOT_FOUND));
    }

    private void again(Call call, CallFailure otherwise) {
        if (call instanceof LoopCall own && !own.mayBeSentAgain()) {
            endings.fail(call, otherwise);
        } else {
            queues.again(call);
        }
    }

    private void rejected(Link link, Call write, Result.Answered answer, Outcome.Rejection rejection) {
        switch (sessions.writes().judge(write, rejection)) {
            case TELL -> endings.answered(write, WriteSession.told(write, answer, rejection));
            case AGAIN -> {
                sender.rest(loop.nanoTime());
                queues.again(write);
            }
            case LOST -> endings.fail(write, WriteSession.lost(link, rejection));
        }
    }

    /** A stream broke with these calls under way. */
    void broken(Link link, Trouble why, List<Call> open) {
        for (Call call : open) {
            call.inDoubt |= call.payload.writes();
            again(call, CallFailure.broken(link.name(), why));
        }
    }
}
