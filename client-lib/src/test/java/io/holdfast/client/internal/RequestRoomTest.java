package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.internal.lock.LockRequest;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes of several sessions, each of which has request numbers of its own. */
class RequestRoomTest extends LockCluster {
    private SessionLife second(SimulatedTransport.Opened stream) {
        List<SessionLife> opened = new ArrayList<>();
        pipeline.sessions().open(new Wish("second", 60_000, 0), loop.nanoTime() + CALL_NANOS, new Opening() {
            @Override
            public void opened(SessionLife life) {
                opened.add(life);
            }

            @Override
            public void refused(Outcome.Rejection why) {
                throw new AssertionError(why.message());
            }

            @Override
            public void failed(CallFailure why) {
                throw new AssertionError(why.message());
            }
        });
        serve(stream);
        return opened.get(0);
    }

    @Test
    void aFullWindowOfTheClientsWritesHoldsNoOtherSessionBackAndEachKeepsItsOrder() {
        restart(5_000, 64 << 20, "n1:7400");
        beginLocks();
        SimulatedTransport.Opened n1 = nodes.to("n1:7400");
        n1.hello("n1", 10_000, N1);
        SessionLife second = second(n1);
        LockClaim claim = LockClaim.of(LockMode.EXCLUSIVE);
        for (int i = 0; i < Limits.MAX_OPEN_REQUESTS + 3; i++) {
            put("k" + i);
            acquire(new LockRequest("l" + i, claim, true, LockRequest.FOREVER, CALL_NANOS, second));
        }
        assertThat(writes(n1)).hasSize(2 * Limits.MAX_OPEN_REQUESTS);
        List<Result> answers = new ArrayList<>();
        for (Request request : List.copyOf(pending(n1))) {
            if (request instanceof Request.WriteOnce once && once.session() == second.id()) {
                answers.add(state.answer(request));
            }
        }
        lose(n1);
        n1.receive(new ServerFrame.Results(answers));
        List<LockCommand> asked = commands(n1);
        assertThat(asked.subList(Limits.MAX_OPEN_REQUESTS, asked.size()))
                .extracting(command -> ((LockCommand.Acquire) command).name())
                .containsExactly(
                        "l" + Limits.MAX_OPEN_REQUESTS,
                        "l" + (Limits.MAX_OPEN_REQUESTS + 1),
                        "l" + (Limits.MAX_OPEN_REQUESTS + 2));
        assertThat(writes(n1)).as("puts and acquisitions").hasSize(2 * Limits.MAX_OPEN_REQUESTS + 3);
    }
}
