package io.holdfast.statemachine.config;

import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;

/** The end of a rollout's run when clients reject its release. */
final class Halt {
    private Halt() {}

    /** Whether a rollout runs though as many clients rejected its release as its stage allows. */
    static boolean isDue(ConfigSet set) {
        Rollout rollout = set.rollout();
        return rollout != null
                && rollout.state() == RolloutState.RUNNING
                && rollout.stage().haltAt() > 0
                && set.rejecting() >= rollout.stage().haltAt();
    }

    /** The set with its rollout halted. */
    static ConfigSet of(ConfigSet set, Rollout rollout, String last, long atMillis) {
        String why = set.rejecting() + " rejected it" + last;
        return set.rolled(
                set.current(), new Rollout(rollout.release(), rollout.stage(), RolloutState.HALTED, atMillis, why));
    }
}
