package io.holdfast.cli.tour;

import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionObservation;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.model.lock.LockEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Three candidates; the leader is killed, then a healthy leader turns sick and steps down. */
final class ElectionStep implements Step {
    private static final String ELECTION = "tour/leader";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path tool;

    /** Starts the candidates with this program. */
    ElectionStep(Path tool) {
        this.tool = tool;
    }

    /**
     * A change, and when it was heard of.
     *
     * @param update the change
     * @param nanos when, monotonic
     */
    private record Heard(ElectionUpdate update, long nanos) {}

    @Override
    public String title() {
        return "Three candidates: the leader is killed, the next one turns sick";
    }

    @Override
    public void show(Stage stage) throws StepFailedException, InterruptedException {
        Narrator narrator = stage.narrator();
        BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        Map<String, Contender> candidates = new LinkedHashMap<>();
        try (ElectionObservation observation = stage.client()
                .elections()
                .observe(ELECTION, update -> heard.add(new Heard(update, System.nanoTime())))) {
            for (String name : new String[] {"a", "b", "c"}) {
                candidates.put(name, Contender.start(tool, "tour-candidate", ELECTION, name));
            }
            Elected first = elected(heard, 0);
            Patience.await("two candidates in line", LIMIT, () -> waiting(stage) == 2);
            narrator.fact(
                    "of three processes '%s' leads %s with token %d and publishes \"%s\"",
                    first.leader().candidate(),
                    observation.election(),
                    first.leader().token(),
                    first.leader().value().utf8());
            Handover killed = handover(
                    heard,
                    first,
                    LockEnd.SESSION_EXPIRED,
                    leader -> leader(candidates, leader).kill());
            narrator.fact(
                    "'%s' is killed (SIGKILL): after %,d ms '%s' leads, token %d (it asked for a grace of %d ms; its time to"
                            + " live is %d s)",
                    killed.ended().leader().candidate(),
                    killed.millis(),
                    killed.next().leader().candidate(),
                    killed.next().leader().token(),
                    CandidateCommand.GRACE.toMillis(),
                    CandidateCommand.TTL.toSeconds());
            Handover sick = handover(
                    heard,
                    killed.next(),
                    LockEnd.RELEASED,
                    leader -> leader(candidates, leader).ask());
            narrator.fact(
                    "'%s' turns sick: %d bad checks of %d, one each %d ms, make it step down; after %,d ms '%s' leads, token %d",
                    sick.ended().leader().candidate(),
                    CandidateCommand.POLICY.failures(),
                    CandidateCommand.POLICY.of(),
                    CandidateCommand.POLICY.interval().toMillis(),
                    sick.millis(),
                    sick.next().leader().candidate(),
                    sick.next().leader().token());
        } finally {
            candidates.values().forEach(Contender::close);
        }
        narrator.held("one leader at a time, each with a higher token; the observer heard every change in order");
    }

    private static Contender leader(Map<String, Contender> candidates, ElectedLeader leader)
            throws StepFailedException {
        Contender one = candidates.get(leader.candidate());
        if (one == null) {
            throw new StepFailedException("a stranger leads: " + leader);
        }
        return one;
    }

    /**
     * Who was elected.
     *
     * @param leader who
     * @param nanos when that was heard of
     */
    private record Elected(ElectedLeader leader, long nanos) {}

    /**
     * Whose tenure ended.
     *
     * @param leader whose
     * @param how by what
     */
    private record Ended(ElectedLeader leader, LockEnd how) {}

    /** What befalls a leader. */
    private interface Blow {
        /** Lets it befall. */
        void strike(ElectedLeader leader) throws StepFailedException;
    }

    /**
     * A hand-over.
     *
     * @param ended whose tenure ended
     * @param next who leads since
     * @param millis from the blow until the observer heard of the next leader
     */
    private record Handover(Ended ended, Elected next, long millis) {}

    /**
     * Strikes whoever leads, until the tenure ends of that and of nothing else: on a machine that stands still for longer than
     * the grace, a leader gives up by itself.
     */
    private static Handover handover(BlockingQueue<Heard> heard, Elected leader, LockEnd how, Blow blow)
            throws StepFailedException, InterruptedException {
        Elected current = leader;
        while (true) {
            for (Heard before = heard.poll(); before != null; before = heard.poll()) {
                current = elected(heard, current.leader().token());
            }
            long struck = System.nanoTime();
            blow.strike(current.leader());
            Ended ended = ended(heard, current.leader());
            Elected next = elected(heard, current.leader().token());
            if (ended.how() == how) {
                return new Handover(ended, next, TimeUnit.NANOSECONDS.toMillis(next.nanos() - struck));
            }
            current = next;
        }
    }

    private static Elected elected(BlockingQueue<Heard> heard, long after)
            throws StepFailedException, InterruptedException {
        Heard next = next(heard);
        if (next.update() instanceof ElectionUpdate.Current current
                && current.leader().isEmpty()) {
            next = next(heard);
        }
        if (next.update() instanceof ElectionUpdate.Elected elected
                && elected.leader().token() > after) {
            return new Elected(elected.leader(), next.nanos());
        }
        throw new StepFailedException(
                "somebody should have been elected after token " + after + ", but: " + next.update());
    }

    private static Ended ended(BlockingQueue<Heard> heard, ElectedLeader leader)
            throws StepFailedException, InterruptedException {
        Heard next = next(heard);
        if (next.update() instanceof ElectionUpdate.Ended ended
                && ended.leader().token() == leader.token()) {
            return new Ended(ended.leader(), ended.how().end());
        }
        throw new StepFailedException(
                "the tenure of '" + leader.candidate() + "' should have ended, but: " + next.update());
    }

    private static Heard next(BlockingQueue<Heard> heard) throws StepFailedException, InterruptedException {
        Heard next = heard.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new StepFailedException("the observer heard nothing for " + LIMIT.toSeconds() + " s");
        }
        return next;
    }

    private static int waiting(Stage stage) {
        return stage.client()
                .elections()
                .show(ELECTION)
                .map(details -> details.waiting())
                .orElse(0);
    }
}
