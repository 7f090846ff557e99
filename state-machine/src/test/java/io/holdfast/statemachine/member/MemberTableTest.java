package io.holdfast.statemachine.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import org.junit.jupiter.api.Test;

class MemberTableTest {
    @Test
    void aFullTableRefusesNewNodesAndKnowsTheOldOnes() {
        MemberStore store = new MemberStore(MemberTable.EMPTY);
        for (int i = 0; i < MemberTable.MAX_MEMBERS; i++) {
            assertThat(store.apply(register("n" + i, "d" + i), 1)).isEqualTo(new Outcome.Registered(1));
        }
        assertThat(store.apply(register("one-more", "d"), 1))
                .isInstanceOfSatisfying(
                        Outcome.Rejection.class, no -> assertThat(no.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThat(store.apply(register("n7", "d7"), 1)).isEqualTo(new Outcome.Registered(1));
        assertThat(store.table().storages()).hasSize(MemberTable.MAX_MEMBERS);
        assertThat(store.content()).isEqualTo(MemberStore.contentOf(store.table()));
    }

    @Test
    void anOlderTableIsNotTouched() {
        MemberStore store = new MemberStore(MemberTable.EMPTY);
        store.apply(register("a", "1"), 1);
        MemberTable before = store.table();
        store.apply(register("b", "2"), 1);
        assertThat(before.storages()).containsOnlyKeys("a");
        assertThat(store.table().storages()).containsOnlyKeys("a", "b");
    }

    private static MemberCommand.Register register(String node, String storage) {
        return new MemberCommand.Register(node, storage);
    }
}
