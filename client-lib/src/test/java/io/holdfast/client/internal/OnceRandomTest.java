package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Failure.Code;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random histories: requests reach the log late, answers get lost, streams break, leaders change, nodes refuse, sessions
 * expire. Whatever a caller was told must be true, and stay true when the last belated copy has arrived (pain 19).
 */
class OnceRandomTest extends ModelCluster {
    private static final int WRITES = 60;

    private Random random = new Random();
    private long term = 10;

    @RepeatedTest(60)
    void pain19_whateverHappensEachWriteIsAppliedAsItsCallerWasTold(RepetitionInfo repetition) {
        long seed = 7_000L + repetition.getCurrentRepetition();
        random = new Random(seed);
        restart(5_000, 64 << 20, "n1:7400", "n2:7400", "n3:7400");
        List<RecordedCall> writes = new ArrayList<>();
        int steps = 0;
        while ((writes.size() < WRITES || writes.stream().anyMatch(write -> !write.ended())) && steps++ < 20_000) {
            if (writes.size() < WRITES && random.nextInt(4) == 0) {
                RecordedCall write = RecordedCall.put(loop, "k" + writes.size(), 200 + random.nextInt(6_000));
                writes.add(write);
                pipeline.submit(write);
            }
            step();
            loop.advanceMillis(random.nextInt(15));
        }
        for (SimulatedTransport.Opened stream : List.copyOf(nodes.streams)) {
            apply(stream, pending(stream).size());
        }
        for (int i = 0; i < writes.size(); i++) {
            check(writes.get(i), "k" + i, "seed " + seed + ", write " + i);
        }
        assertThat(writes).as("seed %d", seed).allMatch(RecordedCall::ended);
    }

    private void check(RecordedCall write, String key, String where) {
        List<Long> revisions =
                state.applied.getOrDefault(io.holdfast.model.Bytes.utf8(key).toString(), List.of());
        assertThat(revisions).as("%s: applied twice", where).hasSizeLessThan(2);
        if (write.outcome instanceof Outcome.Put put) {
            assertThat(revisions).as("%s: told the first answer", where).containsExactly(put.revision());
        } else if (write.outcome != null || !write.failure().unknown()) {
            assertThat(revisions).as("%s: told that it was not applied", where).isEmpty();
        }
    }

    private void step() {
        List<SimulatedTransport.Opened> open =
                nodes.streams.stream().filter(stream -> !stream.aborted).toList();
        if (open.isEmpty()) {
            return;
        }
        SimulatedTransport.Opened stream = open.get(random.nextInt(open.size()));
        String node = stream.address.host();
        if (!stream.greeted) {
            if (random.nextInt(4) == 0) {
                stream.end(Trouble.unavailable("refused"));
                stream.aborted = true;
            } else {
                stream.hello(node, 3 + random.nextInt(100), new Leader(leader(), leader() + ":7400", term));
            }
            return;
        }
        switch (random.nextInt(24)) {
            case 0 -> {
                stream.end(Trouble.unavailable("cut"));
                stream.aborted = true;
            }
            case 1 -> {
                term++;
                stream.receive(new ServerFrame.LeaderChanged(new Leader(leader(), leader() + ":7400", term)));
            }
            case 2 -> refuse(stream);
            case 3 -> belated();
            case 4 -> apply(stream, random.nextInt(pending(stream).size() + 1));
            case 5 -> {
                if (random.nextInt(20) == 0) {
                    Set.copyOf(state.sessions.keySet()).forEach(state::expire);
                }
            }
            default -> answer(stream);
        }
    }

    private String leader() {
        return "n" + (1 + term % 3);
    }

    /** A node fails what comes next: certainly not applied, or perhaps applied, and then it may come yet. */
    private void refuse(SimulatedTransport.Opened stream) {
        List<Request> next = List.copyOf(pending(stream));
        boolean perhaps = random.nextBoolean();
        if (perhaps) {
            apply(stream, random.nextInt(next.size() + 1));
        }
        lose(stream);
        List<Result> results = next.stream()
                .map(request -> (Result) new Result.Failed(
                        request.id(),
                        perhaps
                                ? Failure.unknown(Code.LEADERSHIP_LOST, "stepped down")
                                : Failure.notApplied(Code.OVERLOADED, "full")))
                .collect(Collectors.toList());
        stream.receive(new ServerFrame.Results(results));
    }

    /** What a broken stream brought reaches the log only now. */
    private void belated() {
        List<SimulatedTransport.Opened> broken =
                nodes.streams.stream().filter(stream -> stream.aborted).toList();
        if (!broken.isEmpty()) {
            SimulatedTransport.Opened stream = broken.get(random.nextInt(broken.size()));
            apply(stream, random.nextInt(pending(stream).size() + 1));
        }
    }

    private void answer(SimulatedTransport.Opened stream) {
        int count = random.nextInt(pending(stream).size() + 1);
        stream.receive(new ServerFrame.Results(apply(stream, count)));
    }
}
