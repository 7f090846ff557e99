package io.holdfast.client.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.MemoryClient;
import io.holdfast.client.MemoryCluster.Fate;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.recipe.MembershipState.Joined;
import io.holdfast.client.recipe.MembershipState.Left;
import io.holdfast.client.recipe.MembershipState.Loss;
import io.holdfast.client.recipe.MembershipState.Lost;
import io.holdfast.model.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class GroupMembershipTest extends RecipeFixture {
    private static final Bytes SOME = Bytes.utf8("some");
    private static final Bytes OTHER = Bytes.utf8("other");

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final class Ear implements GroupListener {
        @Override
        public void onJoined(Member member) {
            heard.add("+" + member.id());
        }

        @Override
        public void onUpdated(Member before, Member after) {
            heard.add(after.id() + ":" + before.metadata().utf8() + ">"
                    + after.metadata().utf8());
        }

        @Override
        public void onLeft(Member member) {
            heard.add("-" + member.id());
        }

        @Override
        public void onCaughtUp() {
            heard.add("=");
        }

        @Override
        public void onEnd(HoldfastException why) {
            heard.add("end " + why.code());
        }
    }

    @Test
    void membersComeChangeAndLeave() {
        GroupMembership group = recipes().group("g");
        Membership a = group.join("a", SOME);
        Membership b = recipes().group("g").join("b", SOME);
        assertThat(a.state()).isInstanceOf(Joined.class);
        assertThat(group.members()).extracting(Member::id).containsExactly("a", "b");
        a.update(OTHER);
        assertThat(group.members().get(0).metadata()).isEqualTo(OTHER);
        b.leave();
        b.leave();
        assertThat(b.state()).isInstanceOf(Left.class);
        assertThat(group.members()).extracting(Member::id).containsExactly("a");
        assertThatThrownBy(() -> b.update(SOME)).isInstanceOf(MembershipLostException.class);
    }

    @Test
    void anIdIsTakenOnceAndFreeAgain() {
        GroupMembership group = recipes().group("g");
        Membership first = group.join("a", SOME);
        assertThatThrownBy(() -> recipes().group("g").join("a", SOME)).isInstanceOf(MemberExistsException.class);
        assertThatThrownBy(() -> group.join("a", SOME)).isInstanceOf(MemberExistsException.class);
        first.leave();
        recipes().group("g").join("a", SOME);
    }

    @Test
    void aJoinThatLosesItsAnswerJoinsOnce() {
        cluster.fates(Fate.REPLY_LOST, Fate.REQUEST_LOST);
        GroupMembership group = recipes().group("g");
        assertThat(group.join("a", SOME).state()).isInstanceOf(Joined.class);
        assertThat(group.join("b", SOME).state()).isInstanceOf(Joined.class);
        assertThat(group.members()).hasSize(2);
    }

    @Test
    void aJoinThatNobodyCouldBeAskedAboutIsTakenBack() {
        GroupMembership group = recipes().group("g");
        cluster.fates(Fate.REPLY_LOST);
        cluster.hush(2);
        assertThatThrownBy(() -> group.join("a", SOME))
                .isInstanceOfSatisfying(
                        HoldfastException.class,
                        thrown -> assertThat(thrown.outcome()).isEqualTo(OperationOutcome.UNKNOWN));
        assertThat(group.members()).hasSize(1);
        await().until(() -> group.members().isEmpty());
    }

    @Test
    void whoeverLeavesWithoutAnyNodeInReachIsGoneAfterwards() {
        MemoryClient client = client();
        Membership mine = Recipes.of(client).group("g").join("a", SOME);
        client.cut();
        assertThat(failure(mine.leaveAsync())).isInstanceOf(HoldfastException.class);
        assertThat(mine.state()).isInstanceOf(Left.class);
        client.mend();
        await().until(() -> recipes().group("g").members().isEmpty());
    }

    @Test
    void whoeverCancelsAJoinIsNotAMember() {
        MemoryClient client = client();
        GroupMembership group = Recipes.of(client).group("g");
        CompletableFuture<Membership> joining = group.joinAsync("a", SOME, MembershipOptions.DEFAULT);
        while (!joining.cancel(false)) {
            // It had joined already: another try.
            joining.join().leaveAsync().join();
            joining = group.joinAsync("a", SOME, MembershipOptions.DEFAULT);
        }
        // Calls of one client are answered in turn: when this one has joined, the other has, too.
        group.join("b", SOME);
        await().until(() -> cluster.keys("recipes/group/g/").equals(List.of("recipes/group/g/b")));
    }

    @Test
    void aMembershipIsLostByItsOwnClockBeforeTheGroupSeesItGo() {
        MemoryClient client = client();
        Membership mine = Recipes.of(client).group("g").join("a", SOME);
        List<Lost> losses = new CopyOnWriteArrayList<>();
        mine.onLost(losses::add);
        client.mine().expireHere();
        assertThat(mine.state()).isEqualTo(new Lost(Loss.SESSION_ENDED));
        assertThat(recipes().group("g").members()).hasSize(1);
        await().until(() -> losses.size() == 1);
        assertThatThrownBy(() -> mine.update(OTHER)).isInstanceOf(MembershipLostException.class);
        client.mine().expireThere();
        assertThat(recipes().group("g").members()).isEmpty();
        assertThat(mine.state()).as("lost is lost").isInstanceOf(Lost.class);
    }

    @Test
    void whoeverIsRemovedIsTold() {
        Membership mine = recipes().group("g").join("a", SOME);
        cluster.delete("recipes/group/g/a");
        await().until(() -> mine.state().equals(new Lost(Loss.REMOVED)));
        mine.leave();
        assertThat(mine.state()).isInstanceOf(Left.class);
    }

    @Test
    void whoeverWishesToJoinsAgainAfterALossWithItsNewestMetadata() {
        MemoryClient client = client();
        Membership mine = Recipes.of(client).group("g").join("a", SOME, MembershipOptions.DEFAULT.rejoining());
        List<String> states = new CopyOnWriteArrayList<>();
        mine.onStateChange(state -> states.add(state.getClass().getSimpleName()));
        long first = ((Joined) mine.state()).session();
        client.mine().expireHere();
        await().until(() -> mine.state() instanceof Lost);
        assertThatThrownBy(() -> mine.update(OTHER)).isInstanceOf(MembershipLostException.class);
        // The cluster gives the old session some time yet: the id is free when that is over.
        cluster.delete("recipes/group/g/a");
        await().until(() -> mine.state() instanceof Joined);
        assertThat(((Joined) mine.state()).session()).isNotEqualTo(first);
        await().until(() -> recipes().group("g").members().get(0).metadata().equals(OTHER));
        await().until(() -> states.equals(List.of("Lost", "Joined")));
        mine.leave();
        assertThat(recipes().group("g").members()).isEmpty();
    }

    @Test
    void listenersHearEverythingInOrderWithoutAGap() {
        MemoryClient far = client();
        GroupMembership group = recipes().group("g");
        Membership a = group.join("a", SOME);
        Membership b = group.join("b", SOME);
        try (GroupView view = Recipes.of(far).group("g").observe()) {
            view.listen(new Ear());
            view.awaitReady(LONG);
            a.update(OTHER);
            b.leave();
            group.join("b", SOME);
            await().until(() -> heard.size() >= 6);
            assertThat(heard).containsExactly("+a", "+b", "=", "a:some>other", "-b", "+b");
            heard.clear();
            far.cut();
            assertThat(view.staleSince()).isPresent();
            a.leave();
            group.join("c", SOME);
            group.join("a", SOME);
            assertThat(view.members()).extracting(Member::id).as("last known").containsExactly("a", "b");
            cluster.compact();
            far.mend();
            await().until(() -> heard.size() >= 4);
            assertThat(heard).containsExactly("-a", "+a", "+c", "=");
            assertThat(view.staleSince()).isEmpty();
            assertThat(view.member("c")).isPresent();
        }
    }

    @Test
    void aListenerThatThrowsHearsTheEndAndOthersGoOn() {
        GroupMembership group = recipes().group("g");
        try (GroupView view = recipes().group("g").observe()) {
            List<String> ends = new CopyOnWriteArrayList<>();
            view.listen(new GroupListener() {
                @Override
                public void onJoined(Member member) {
                    throw new IllegalStateException("no");
                }

                @Override
                public void onUpdated(Member before, Member after) {}

                @Override
                public void onLeft(Member member) {}

                @Override
                public void onEnd(HoldfastException why) {
                    ends.add(why.code().name());
                }
            });
            view.listen(new Ear());
            group.join("a", SOME);
            await().until(() -> heard.contains("+a"));
            await().until(() -> ends.equals(List.of("LISTENER")));
        }
    }

    @Test
    void aViewThatKnowsNothingYetSaysSo() {
        MemoryClient far = client();
        far.cut();
        try (GroupView view = Recipes.of(far).group("g").observe()) {
            assertThatThrownBy(view::members).isInstanceOf(IllegalStateException.class);
            far.mend();
            assertThat(view.awaitReady(LONG).members()).isEmpty();
            assertThat(view.staleSince().map(Instant::toString)).isEmpty();
        }
    }

    @Test
    void aClosedClientEndsTheMembershipForItsOwner() {
        MemoryClient client = client();
        Membership mine = Recipes.of(client).group("g").join("a", SOME, MembershipOptions.DEFAULT.rejoining());
        client.close();
        await().until(() -> mine.state() instanceof Lost);
        assertThat(recipes().group("g").members()).isEmpty();
    }

    @Test
    void idsAndMetadataAreBounded() {
        GroupMembership group = recipes().group("g");
        assertThatThrownBy(() -> group.join("a/b", SOME)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> group.join("a", Bytes.copyOf(new byte[4097])))
                .isInstanceOf(IllegalArgumentException.class);
        Membership mine = group.join("a", Bytes.copyOf(new byte[4096]));
        assertThatThrownBy(() -> mine.update(Bytes.copyOf(new byte[4097])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
