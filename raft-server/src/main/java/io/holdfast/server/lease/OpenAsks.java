package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.Lessor.Core;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Who waits for an answer in one term, and how he gets it. Confined to the ticker thread. */
final class OpenAsks {
    private final Core core;
    private final Inbox inbox;

    /** Those that have no answer yet, in order of arrival; done ones are taken out now and then. */
    private final ArrayDeque<Ask> open = new ArrayDeque<>();

    private List<Ask> answered = new ArrayList<>();

    OpenAsks(Core core, Inbox inbox) {
        this.core = core;
        this.inbox = inbox;
    }

    /** Takes out of the inbox whatever has arrived. */
    List<Ask> takeUp() {
        List<Ask> arrived = new ArrayList<>();
        for (Ask ask = inbox.poll(); ask != null; ask = inbox.poll()) {
            arrived.add(ask);
        }
        open.addAll(arrived);
        return arrived;
    }

    /** It has its answer, which is handed out with the others of this tick. */
    void finish(Ask ask) {
        close(ask);
        answered.add(ask);
    }

    /** Fails those whose deadline has passed. */
    void dropLate(long nowNanos) {
        open.removeIf(Ask::isDone);
        List<Ask> late = new ArrayList<>();
        for (Ask ask : open) {
            if (ask.isLate(nowNanos)) {
                close(ask);
                late.add(ask);
            }
        }
        if (!late.isEmpty()) {
            fail(
                    late,
                    Failure.unknown(
                            Failure.Code.TIMEOUT,
                            "the deadline passed before the renewal was confirmed; it may count all the same"));
        }
    }

    /** Fails all of them: the term is over. */
    void end(Failure failure) {
        List<Ask> waiting = new ArrayList<>();
        for (Ask ask : open) {
            if (!ask.isDone()) {
                close(ask);
                waiting.add(ask);
            }
        }
        open.clear();
        fail(waiting, failure);
    }

    /** Hands out the answers of this tick. */
    void handOut() {
        if (answered.isEmpty()) {
            return;
        }
        List<Ask> group = answered;
        answered = new ArrayList<>();
        List<Ask> prompt = new ArrayList<>(group.size());
        for (Ask ask : group) {
            if (ask.readsKeys()) {
                // Each by itself, and elsewhere: renewals must not wait until keys are copied.
                core.queries().execute(() -> {
                    ask.answer();
                    ask.flush();
                });
            } else {
                prompt.add(ask);
            }
        }
        core.answers().execute(() -> {
            prompt.forEach(Ask::answer);
            prompt.forEach(Ask::flush);
        });
    }

    private void fail(List<Ask> failed, Failure failure) {
        core.answers().execute(() -> {
            failed.forEach(ask -> ask.fail(failure));
            failed.forEach(Ask::flush);
        });
    }

    private void close(Ask ask) {
        ask.done();
        inbox.answered(ask);
    }
}
