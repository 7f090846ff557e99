package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Member;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The level of a read and the freshness of its answer on the native stream. */
class ReadLevelStreamTest {
    @TempDir
    Path folder;

    @Test
    void pain18_aReadsLevelGoesToTheReaderAndItsFreshnessComesBack() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start(folder)) {
            RawClient client = fixture.greeted();
            RangeQuery query = RangeQuery.of(KeyRange.single(Bytes.utf8("a")));
            client.send(new Request.Read(1, 0, query, ReadLevel.bounded(700)));
            Taken read = fixture.core.take(1).get(0);
            assertThat(read.level()).isEqualTo(ReadLevel.bounded(700));
            Outcome outcome = new Outcome.Range(5, List.of(), false, 0);
            Freshness freshness = new Freshness(Member.Role.FOLLOWER, 650);
            read.completion().answered(outcome, freshness);
            read.completion().flush();
            assertThat(client.results(1)).containsExactly(new Result.Answered(1, outcome, freshness));
        }
    }
}
