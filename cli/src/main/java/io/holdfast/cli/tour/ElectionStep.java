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
            ElectedLeader first = elected(heard, 0).leader();
            Patience.await("two candidates in line", LIMIT, () -> waiting(stage) == 2);
            narrator.fact(
                    "of three processes '%s' leads %s with token %d and publishes \"%s\"",
                    first.candidate(), observation.election(), first.token(), first.value().utf8());

            long killed = System.nanoTime();
            leader(candidates, first).kill();
            Ended afterKill = ended(heard, first, LockEnd.SESSION_EXPIRED);
            Elected second = elected(heard, first.token());
            narrator.fact(
                    "'%s' is killed (SIGKILL): after %,d ms '%s' leads, token %d (it asked for a grace of %d ms; its time to"
                            + " live is %d s)",
                    afterKill.leader().candidate(),
                    millis(killed, second.nanos()),
                    second.leader().candidate(),
                    second.leader().token(),
                    CandidateCommand.GRACE.toMillis(),
                    CandidateCommand.TTL.toSeconds());

            long sick = System.nanoTime();
            leader(candidates, second.leader()).ask();
            Ended stepped = ended(heard, second.leader(), LockEnd.RELEASED);
            Elected third = elected(heard, second.leader().token());
            narrator.fact(
                    "'%s' turns sick: %d bad checks of %d, one each %d ms, make it step down; after %,d ms '%s' leads, token %d,"
                            + " %,d ms after the hand-over",
                    stepped.leader().candidate(),
                    CandidateCommand.POLICY.failures(),
                    CandidateCommand.POLICY.of(),
                    CandidateCommand.POLICY.interval().toMillis(),
                    millis(sick, third.nanos()),
                    third.leader().candidate(),
                    third.leader().token(),
                    millis(stepped.nanos(), third.nanos()));
        } finally {
            candidates.values().forEach(Contender::close);
        }
        narrator.held("one leader at a time, each with a higher token; the observer heard every change in order");
    }

    private static Contender leader(Map<String, Contender> candidates, ElectedLeader leader) throws StepFailedException {
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
     * @param nanos when that was heard of
     */
    private record Ended(ElectedLeader leader, long nanos) {}

    private static Elected elected(BlockingQueue<Heard> heard, long after)
            throws StepFailedException, InterruptedException {
        Heard next = next(heard);
        if (next.update() instanceof ElectionUpdate.Current current && current.leader().isEmpty()) {
            next = next(heard);
        }
        if (next.update() instanceof ElectionUpdate.Elected elected
                && elected.leader().token() > after) {
            return new Elected(elected.leader(), next.nanos());
        }
        throw new StepFailedException("somebody should have been elected after token " + after + ", but: " + next.update());
    }

    private static Ended ended(BlockingQueue<Heard> heard, ElectedLeader leader, LockEnd how)
            throws StepFailedException, InterruptedException {
        Heard next = next(heard);
        if (next.update() instanceof ElectionUpdate.Ended ended
                && ended.leader().token() == leader.token()
                && ended.how().end() == how) {
            return new Ended(ended.leader(), next.nanos());
        }
        throw new StepFailedException(
                "the tenure of '" + leader.candidate() + "' should have ended by " + how + ", but: " + next.update());
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

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }
}
