package io.holdfast.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.snapshot.ConfigRow;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inner rules of configuration, as its rows show them; see {@link StateRules}. */
final class ConfigTableRules {
    private final StateImage image;
    private final NavigableMap<Long, ReleaseHeader> headers = new TreeMap<>();
    private ConfigRow.@Nullable Set set;
    private int made;
    private int releases;
    private int clients;
    private int clientsOfSet;
    private long bytes;

    private ConfigTableRules(StateImage image) {
        this.image = image;
    }

    static void check(StateImage image) {
        ConfigTableRules rules = new ConfigTableRules(image);
        image.configs().writeRows(row -> rules.take((ConfigRow) row));
        rules.endSet();
        assertThat(image.configs().size()).isEqualTo(rules.made);
        assertThat(image.configs().releaseCount()).isEqualTo(rules.releases);
        assertThat(image.configs().clientCount()).isEqualTo(rules.clients);
        assertThat(image.configs().bytes())
                .as("bytes")
                .isEqualTo(rules.bytes)
                .isLessThanOrEqualTo(Limits.MAX_CONFIG_BYTES);
    }

    private void take(ConfigRow row) {
        if (row instanceof ConfigRow.Set next) {
            endSet();
            set = next;
            bytes += next.schema().size();
        } else if (row instanceof ConfigRow.Release release) {
            ReleaseHeader header = release.release().header();
            assertThat(headers.put(header.number(), header)).isNull();
            bytes += 512
                    + header.bytes()
                    + Bytes.utf8(header.author() + header.comment()).size();
            releases++;
        } else if (row instanceof ConfigRow.Client client) {
            assertThat(image.sessions().get(client.client().session()))
                    .as("its session lives")
                    .isNotNull();
            clients++;
            clientsOfSet++;
        }
    }

    private void endSet() {
        ConfigRow.Set ended = set;
        if (ended == null) {
            return;
        }
        assertThat(ended.keep() > 0 || clientsOfSet > 0)
                .as("somebody needs %s", ended)
                .isTrue();
        made += ended.keep() > 0 ? 1 : 0;
        Rollout rollout = ended.rollout();
        long staged = rollout == null ? 0 : rollout.release();
        assertThat(staged == 0 || staged == ended.latest()).isTrue();
        assertThat(headers.isEmpty() ? 0 : headers.lastKey()).isEqualTo(ended.latest());
        headers.values().forEach(header -> checkState(header, ended.current(), staged));
        assertThat(ended.current() == 0 || headers.containsKey(ended.current())).isTrue();
        headers.clear();
        clientsOfSet = 0;
    }

    private static void checkState(ReleaseHeader header, long current, long staged) {
        assertThat(header.state() == ReleaseState.CURRENT).isEqualTo(header.number() == current);
        assertThat(header.state() == ReleaseState.STAGED).isEqualTo(header.number() == staged);
        boolean was = header.state() == ReleaseState.CURRENT || header.state() == ReleaseState.SUPERSEDED;
        assertThat(was || header.currentMillis() == 0)
                .as("when it was current: %s", header)
                .isTrue();
    }
}
