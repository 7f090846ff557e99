package io.holdfast.client.internal;

import io.holdfast.client.internal.election.ElectionObserver;
import io.holdfast.client.internal.election.Observations;
import io.holdfast.model.Bytes;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Elections in simulated time, against nodes that share one naive table and tell those who subscribed that it changed. */
abstract class ElectionCluster extends LockCluster {
    Topics topics = new Topics(pipeline);
    Observations observations = new Observations(pipeline, topics, ErrorSink.LOGGED);
    private final Map<SimulatedTransport.Opened, Set<String>> subscribed = new HashMap<>();

    @BeforeEach
    void beginElections() {
        topics = new Topics(pipeline);
        observations = new Observations(
                pipeline, topics, (listener, thrown) -> listenerErrors.add(listener + ": " + thrown.getMessage()));
        loop.settle();
    }

    /** Who stands for election under a name. */
    static LockClaim candidate(String name) {
        return new LockClaim(LockMode.LEADER, 1, 0, 0, 0, "", name, 0, Bytes.utf8(name));
    }

    /** Somebody else stands. */
    void stand(String election, long acquisition, String name) {
        state.locks.apply(new LockCommand.Acquire(1, acquisition, election, candidate(name), true));
    }

    void resign(String election, long acquisition) {
        state.locks.apply(new LockCommand.Release(1, acquisition, election));
    }

    void publish(String election, long acquisition, String value) {
        state.locks.apply(new LockCommand.Publish(1, acquisition, election, Bytes.utf8(value)));
    }

    @Override
    List<Result> apply(SimulatedTransport.Opened stream, int count) {
        for (Request request : pending(stream).subList(0, count)) {
            if (request instanceof Request.Subscribe subscribe) {
                on(stream).add(subscribe.topic().name());
            } else if (request instanceof Request.Unsubscribe unsubscribe) {
                on(stream).remove(unsubscribe.topic().name());
            }
        }
        return super.apply(stream, count);
    }

    /** What a stream is told of. */
    Set<String> on(SimulatedTransport.Opened stream) {
        return subscribed.computeIfAbsent(stream, first -> new TreeSet<>());
    }

    /** Serves a stream and tells it what changed, until nothing does any more. */
    @Override
    void work(SimulatedTransport.Opened stream) {
        super.work(stream);
        while (!state.locks.elections.noticed.isEmpty()) {
            List<Topic> due = state.locks.elections.noticed.stream()
                    .filter(on(stream)::contains)
                    .map(name -> new Topic(TopicKind.ELECTION, name))
                    .toList();
            state.locks.elections.noticed.clear();
            if (!due.isEmpty()) {
                stream.receive(new ServerFrame.Noticed(due));
            }
            super.work(stream);
        }
    }

    static long questions(SimulatedTransport.Opened stream) {
        return stream.requests().stream().filter(Request.Read.class::isInstance).count();
    }

    Heard observe(String election) {
        Heard heard = new Heard(Runnable::run);
        heard.observe(election);
        return heard;
    }

    /** An observer that takes its time. */
    Heard observeSlowly(String election) {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Heard heard = new Heard(tasks::add);
        heard.tasks = tasks;
        heard.observe(election);
        return heard;
    }

    /** What was heard, as words. */
    final class Heard implements ElectionObserver {
        final List<String> words = new ArrayList<>();
        final List<ElectionChange> changes = new ArrayList<>();

        /** With every standing: the leader's token or 0, and how many changes had been heard. */
        final List<long[]> standings = new ArrayList<>();

        Queue<Runnable> tasks = new ArrayDeque<>();
        private final Executor executor;
        private Runnable close = () -> {};

        @Nullable
        RuntimeException throwing;

        Heard(Executor executor) {
            this.executor = executor;
        }

        void observe(String election) {
            close = Objects.requireNonNull(observations.observe(election, this, executor));
            loop.settle();
        }

        /** Lets a slow one have one call. */
        boolean one() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
                loop.settle();
            }
            return task != null;
        }

        void close() {
            close.run();
            loop.settle();
        }

        @Override
        public void standing(@Nullable HoldRecord leader, boolean missed) {
            standings.add(new long[] {leader == null ? 0 : leader.token(), changes.size()});
            hear((missed ? "missed, now " : "now ")
                    + (leader == null ? "nobody" : leader.claim().label()));
        }

        @Override
        public void changed(ElectionChange change) {
            changes.add(change);
            hear(change.candidate() + " " + change.step());
        }

        private void hear(String word) {
            words.add(word);
            if (throwing != null) {
                throw throwing;
            }
        }
    }
}
