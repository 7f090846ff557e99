package io.holdfast.server.raft;

import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether a node with an empty disk may format it and take part under its id.
 *
 * <p>A disk that was wiped has forgotten its votes: if it voted again under the old id, two leaders could be elected in
 * one term and acknowledged writes could vanish. So an empty node formats only if
 * <ul>
 *   <li>a majority of all members, itself not counted, never had a log: the cluster is being born, or
 *   <li>a leader says, behind a barrier, that no disk was ever registered for this node;
 * </ul>
 * and never if any node has a record of another disk. Alone in its cluster it formats at once: there is nobody to ask.
 *
 * <p>After a restoration from a backup members of two clusters may answer, of which one is past. Where a leader says that
 * it has no record, only records of its cluster count: what the disk was to the other one does not matter. And where anyone
 * belongs to a restored cluster, no cluster is being born: the node waits for a leader of that one.
 */
final class AdmissionRule {
    private AdmissionRule() {}

    /**
     * Judges one round of answers.
     *
     * @param members how many members the cluster has, this node included
     * @param answers what other members said, by id; silent ones are missing
     */
    static Verdict judge(int members, Map<String, Identified> answers) {
        int empty = 0;
        String restored = "";
        SortedSet<String> led = new TreeSet<>();
        for (Identified answer : answers.values()) {
            empty += answer.answer() == Answer.EMPTY ? 1 : 0;
            restored = answer.cluster().isEmpty() ? restored : answer.cluster();
            if (answer.answer() == Answer.NO_RECORD) {
                led.add(answer.cluster());
            }
        }
        String joinable = led.size() == 1 ? led.first() : null;
        for (Map.Entry<String, Identified> each : answers.entrySet()) {
            Identified answer = each.getValue();
            if (answer.answer() == Answer.RECORDED && (joinable == null || joinable.equals(answer.cluster()))) {
                return new Verdict.Refuse(each.getKey(), answer.storage(), answer.cluster());
            }
        }
        int needed = members / 2 + 1;
        if (joinable != null) {
            return new Verdict.Format(joinable);
        }
        if (restored.isEmpty() && (members == 1 || empty >= needed)) {
            return new Verdict.Format("");
        }
        return new Verdict.Wait(empty, needed, restored);
    }

    /** What follows from the answers. */
    sealed interface Verdict {
        /**
         * Format and join.
         *
         * @param cluster which cluster of the name, as messages have it; empty for one that was never restored
         */
        record Format(String cluster) implements Verdict {}

        /**
         * Ask again.
         *
         * @param empty how many others never had a log
         * @param needed how many would be enough, were no cluster restored
         * @param restored a restored cluster that somebody belongs to, as messages have it; empty if nobody does
         */
        record Wait(int empty, int needed, String restored) implements Verdict {}

        /**
         * Never join under this id with this disk.
         *
         * @param witness who has the record
         * @param storage the disk on record
         * @param cluster in which cluster of the name, as messages have it
         */
        record Refuse(String witness, String storage, String cluster) implements Verdict {}
    }
}
