package io.holdfast.server.raft;

import io.holdfast.wire.PeerReply.Answer;
import io.holdfast.wire.PeerReply.Identified;
import java.util.Map;

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
        String born = null;
        for (Map.Entry<String, Identified> answer : answers.entrySet()) {
            if (answer.getValue().answer() == Answer.RECORDED) {
                return new Verdict.Refuse(answer.getKey(), answer.getValue().storage());
            }
            empty += answer.getValue().answer() == Answer.EMPTY ? 1 : 0;
            if (answer.getValue().answer() == Answer.NO_RECORD) {
                born = answer.getValue().cluster();
            }
        }
        int needed = members / 2 + 1;
        if (born != null) {
            return new Verdict.Format(born);
        }
        if (members == 1 || empty >= needed) {
            return new Verdict.Format("");
        }
        return new Verdict.Wait(empty, needed);
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
         * @param needed how many would be enough
         */
        record Wait(int empty, int needed) implements Verdict {}

        /**
         * Never join under this id with this disk.
         *
         * @param witness who has the record
         * @param storage the disk on record
         */
        record Refuse(String witness, String storage) implements Verdict {}
    }
}
