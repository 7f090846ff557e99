package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers of elections get, from a node that speaks the real protocol over real mutual TLS: pains 11 and 12 of the field. */
@Timeout(60)
class ElectionClientTest extends ClientFixture {
    private final ElectionScript script = new ElectionScript();
    private final List<ElectionUpdate> heard = new CopyOnWriteArrayList<>();

    private ElectionClient elections() {
        return client(pki.client(node("n1", script).address())).elections();
    }

    private static CampaignOptions as(String name) {
        return CampaignOptions.DEFAULT.candidate(name).value("at " + name);
    }

    @Test
    void whoeverIsElectedLeadsAndIsSeenWithItsValue() {
        ElectionClient elections = elections();
        assertThat(elections.leader("e")).isEmpty();
        LeaderHandle handle = elections.campaign("e", as("a"));
        assertThat(handle.mode()).isEqualTo(LockMode.LEADER);
        assertThat(handle.isHeld()).isTrue();
        assertThat(elections.leader("e")).hasValueSatisfying(leader -> {
            assertThat(leader.candidate()).isEqualTo("a");
            assertThat(leader.token()).isEqualTo(handle.token());
            assertThat(leader.value()).isEqualTo(Bytes.utf8("at a"));
        });
        handle.publish(Bytes.utf8("elsewhere"));
        assertThat(elections.leader("e").orElseThrow().value()).isEqualTo(Bytes.utf8("elsewhere"));
        handle.close();
        assertThat(handle.state()).isEqualTo(LockState.RELEASED);
        assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> handle.publish(Bytes.EMPTY));
    }

    @Test
    void anObserverHearsElectionPublicationHandOverAndEnd() {
        ElectionClient elections = elections();
        ElectionObservation observation = elections.observe("e", heard::add);
        assertThat(observation.election()).isEqualTo("e");
        await().until(() -> heard.size() == 1);
        LeaderHandle first = elections.campaign("e", as("a"));
        CompletableFuture<LeaderHandle> second = elections.campaignAsync("e", as("b"));
        CompletableFuture<LeaderHandle> third = elections.campaignAsync("e", as("c"));
        await().until(() -> script.waiters("e") == 2);
        first.publish(Bytes.utf8("v"));
        first.resign("c");
        assertThat(first.state()).isEqualTo(LockState.RELEASED);
        LeaderHandle leader = third.join();
        leader.resignAsync().join();
        second.join();
        await().until(() -> heard.size() == 7);
        assertThat(heard.get(0)).isInstanceOf(ElectionUpdate.Current.class);
        assertThat(heard.stream().skip(1).map(ElectionClientTest::word))
                .containsExactly("+a", "a=v", "-a", "+c", "-c", "+b");
        observation.close();
        await().until(() -> !script.observed());
        second.join().close();
        assertThat(heard).hasSize(7);
    }

    private static String word(ElectionUpdate update) {
        if (update instanceof ElectionUpdate.Elected elected) {
            return "+" + elected.leader().candidate();
        }
        if (update instanceof ElectionUpdate.Published published) {
            return published.leader().candidate() + "="
                    + new String(published.leader().value().toArray(), java.nio.charset.StandardCharsets.UTF_8);
        }
        return update instanceof ElectionUpdate.Ended ended
                ? "-" + ended.leader().candidate()
                : ((ElectionUpdate.Current) update).toString();
    }

    @Test
    void whoeverResignsForNobodyLeadsOn() {
        ElectionClient elections = elections();
        LeaderHandle handle = elections.campaign("e", as("a"));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> handle.resign("x"))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_CANDIDATE));
        assertThat(handle.isHeld()).isTrue();
        handle.resign("");
        assertThat(elections.leader("e")).isEmpty();
    }

    @Test
    void whoeverIsRevokedHearsWhyAndAnotherGrantIsLeftAlone() {
        ElectionClient elections = elections();
        LeaderHandle handle = elections.campaign("e", as("a"));
        CompletableFuture<LockLoss> told = new CompletableFuture<>();
        handle.onLost(told::complete);
        assertThat(elections.revoke("e", handle.token() + 1, "", "sick")).isFalse();
        assertThat(elections.revoke("e", 0, "", "sick")).isTrue();
        assertThat(told.join()).isEqualTo(new LockLoss(LockEnd.REVOKED, "revoked: sick"));
        assertThat(elections.revoke("e", 0, "", "sick")).isFalse();
        assertThatExceptionOfType(LockLostException.class)
                .isThrownBy(() -> handle.resign("x"))
                .satisfies(lost -> assertThat(lost.loss()).contains(told.join()));
    }

    @Test
    void aListOfElectionsLeavesOutLocksAndGoesOnBehindPagesWithoutAny() {
        ElectionClient elections = elections();
        List<String> names = new ArrayList<>();
        LockPage page = elections.list("", "", 4);
        while (true) {
            page.locks().stream().map(LockRecord::name).forEach(names::add);
            if (!page.more()) {
                break;
            }
            assertThat(page.locks()).as("where to go on").isNotEmpty();
            page = elections.list("", names.get(names.size() - 1), 4);
        }
        assertThat(names).containsExactly("l09", "l19", "l29");
    }

    @Test
    void aLockIsShownAsNone() {
        ElectionClient elections = elections();
        assertThat(elections.show("e")).isEmpty();
        assertThat(rejected(elections.showAsync("lock", 0))).isEqualTo(Reason.WRONG_KIND);
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsSent() {
        ElectionClient elections = elections();
        String text = "x".repeat(257);
        assertThat(rejected(elections.campaignAsync("", CampaignOptions.DEFAULT)))
                .isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(rejected(elections.leaderAsync(""))).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(rejected(elections.showAsync("", 0))).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(rejected(elections.revokeAsync("e", 0, text, ""))).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> elections.observe("", heard::add));
        assertThatIllegalArgumentException().isThrownBy(() -> CampaignOptions.DEFAULT.candidate(text));
        LeaderHandle handle = elections.campaign("e", as("a"));
        assertThat(rejected(handle.publishAsync(Bytes.utf8("x".repeat(4_097))))).isEqualTo(Reason.VALUE_TOO_LARGE);
        assertThat(rejected(handle.resignAsync(text))).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(handle.isHeld()).isTrue();
    }

    @Test
    void aCampaignWhoseFutureIsCancelledWithdraws() {
        ElectionClient elections = elections().withTimeout(Duration.ofSeconds(10));
        elections.campaign("e", as("a"));
        CompletableFuture<LeaderHandle> waiting = elections.campaignAsync("e", as("b"));
        await().until(() -> script.waiters("e") == 1);
        waiting.cancel(false);
        await().until(() -> script.waiters("e") == 0);
        assertThatExceptionOfType(LockTimeoutException.class)
                .isThrownBy(() -> elections.campaign("e", as("c").patience(Duration.ofMillis(50))));
    }
}
