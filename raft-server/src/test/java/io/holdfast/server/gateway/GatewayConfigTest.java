package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration at the gateway: who publishes is what the certificate says, and checksums are right before they are logged. */
class GatewayConfigTest {
    private static final String APP = "spiffe://demo/client/app";
    private static final String SOMEBODY = "spiffe://demo/operator/somebody-else";
    private static final long MINE = 11;
    private static final long THEIRS = 12;
    private static final List<Document> DOCUMENTS =
            List.of(new Document("app.yaml", DocumentType.YAML, Bytes.utf8("pool: 8")));
    private static final Bytes CHECKSUM = ReleaseChecksum.of(DOCUMENTS);
    private static final Bytes SCHEMA = Bytes.utf8("{}");
    private static final Stage STAGE = new Stage(List.of(), 10, 1);

    @TempDir
    Path folder;

    private GatewayFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        fixture = GatewayFixture.start(folder);
        fixture.core.leases.owners.put(MINE, APP);
        fixture.core.leases.owners.put(THEIRS, "spiffe://demo/client/other");
        client = fixture.greeted();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whoeverChangesConfigurationSignsForIt() throws Exception {
        assertLogged(publish(DOCUMENTS, CHECKSUM, SOMEBODY), publish(DOCUMENTS, CHECKSUM, APP));
        assertLogged(
                new SessionCommand.Once(MINE, 1, 0, publish(DOCUMENTS, CHECKSUM, SOMEBODY)),
                new SessionCommand.Once(MINE, 1, 0, publish(DOCUMENTS, CHECKSUM, APP)));
        assertLogged(
                new ConfigCommand.Steer("shop", 2, Steering.ABORT, "why", SOMEBODY),
                new ConfigCommand.Steer("shop", 2, Steering.ABORT, "why", APP));
        assertLogged(new ConfigCommand.Restage("shop", 2, STAGE, ""), new ConfigCommand.Restage("shop", 2, STAGE, APP));
        assertLogged(attach(ReleaseChecksum.of(SCHEMA), SOMEBODY), attach(ReleaseChecksum.of(SCHEMA), APP));
        assertLogged(new ConfigCommand.Retain("shop", 7, SOMEBODY), new ConfigCommand.Retain("shop", 7, APP));
    }

    @Test
    void aReleaseThatIsNotWhatItsChecksumSaysIsNotLogged() throws Exception {
        Bytes other = ReleaseChecksum.of(SCHEMA);
        assertFailed(
                publish(DOCUMENTS, other, ""), Failure.Code.MALFORMED, "the checksum of the release is " + CHECKSUM);
        assertFailed(
                new SessionCommand.Once(MINE, 1, 0, publish(DOCUMENTS, Bytes.EMPTY, "")),
                Failure.Code.MALFORMED,
                "the checksum of the release is");
        assertFailed(attach(CHECKSUM, ""), Failure.Code.MALFORMED, "the checksum of the schema is");
    }

    @Test
    void aSchemaThatIsNotWhatItsChecksumSaysIsNotLoggedWithItsReleaseEither() throws Exception {
        assertFailed(
                publish(CHECKSUM, CHECKSUM, ""),
                Failure.Code.MALFORMED,
                "the checksum of the schema is " + ReleaseChecksum.of(SCHEMA));
        assertFailed(
                publish(ReleaseChecksum.of(SCHEMA), ReleaseChecksum.of(SCHEMA), ""),
                Failure.Code.MALFORMED,
                "the checksum of the release is");
        assertLogged(
                publish(CHECKSUM, ReleaseChecksum.of(SCHEMA), SOMEBODY),
                publish(CHECKSUM, ReleaseChecksum.of(SCHEMA), APP));
    }

    @Test
    void whatTakesLongToCheckHoldsUpNoEventLoopAndKeepsItsPlace() throws Exception {
        List<Document> large =
                List.of(new Document("a", DocumentType.BINARY, Bytes.wrap(new byte[Limits.MAX_RELEASE_BYTES - 1])));
        Bytes checksum = ReleaseChecksum.of(large);
        client.send(write(1, publish(large, CHECKSUM, "")), RawClient.put(2, "a"));
        client.send(write(3, publish(large, checksum, SOMEBODY)), RawClient.put(4, "b"));
        client.send(write(5, publish(DOCUMENTS, CHECKSUM, "")), RawClient.put(6, "c"));
        List<Taken> taken = fixture.core.take(5);
        assertThat(taken)
                .extracting(each -> each.put() instanceof Put put ? put.key().utf8() : "release")
                .containsExactly("a", "release", "b", "release", "c");
        assertThat(taken.get(1).put()).isEqualTo(publish(large, checksum, APP));
        assertThat(taken.subList(0, 3)).extracting(Taken::thread).containsOnly("gateway-checks");
        assertThat(taken.subList(3, 5))
                .extracting(Taken::thread)
                .allSatisfy(thread -> assertThat(thread).startsWith("gateway-").isNotEqualTo("gateway-checks"));
        Result.Failed failed = (Result.Failed) client.results(1).get(0);
        assertThat(failed.id()).isEqualTo(1);
        assertThat(failed.failure().code()).isEqualTo(Failure.Code.MALFORMED);
    }

    @Test
    void manySmallReleasesInOneFrameTakeLongToo() throws Exception {
        byte[] content = new byte[1_000];
        List<Document> documents = List.of(new Document("a", DocumentType.BINARY, Bytes.wrap(content)));
        ConfigCommand publish = publish(documents, ReleaseChecksum.of(documents), APP);
        Request[] requests = new Request[100];
        Arrays.setAll(requests, i -> write(i + 1, publish));
        client.send(requests);
        assertThat(fixture.core.take(requests.length)).extracting(Taken::thread).containsOnly("gateway-checks");
    }

    @Test
    void whatIsTooLargeIsLeftToTheStateMachine() throws Exception {
        byte[] content = new byte[Limits.MAX_RELEASE_BYTES + 400_000];
        List<Document> large = List.of(new Document("a", DocumentType.BINARY, Bytes.wrap(content)));
        ConfigCommand publish = publish(large, CHECKSUM, SOMEBODY);
        assertLogged(publish, publish);
    }

    @Test
    void aClientSpeaksForItsOwnSessionsAndInRequestsOfThemOnly() throws Exception {
        ConfigCommand mine = new ConfigCommand.Acknowledge(MINE, "shop", "a", List.of(), Verdict.APPLIED, 1, "");
        ConfigCommand theirs = new ConfigCommand.Acknowledge(THEIRS, "shop", "a", List.of(), Verdict.APPLIED, 1, "");
        assertFailed(mine, Failure.Code.PERMISSION_DENIED, "follow a config set but by a request of a session");
        assertFailed(
                new ConfigCommand.Leave(MINE, "shop"),
                Failure.Code.PERMISSION_DENIED,
                "follow a config set but by a request of a session");
        assertLogged(new SessionCommand.Once(MINE, 1, 0, mine), new SessionCommand.Once(MINE, 1, 0, mine));
        assertFailed(
                new SessionCommand.Once(MINE, 2, 0, theirs),
                Failure.Code.PERMISSION_DENIED,
                "may not use session c: it belongs to");
        assertFailed(
                new SessionCommand.Once(MINE, 2, 0, new ConfigCommand.Leave(THEIRS, "shop")),
                Failure.Code.PERMISSION_DENIED,
                "may not use session c: it belongs to");
    }

    private static ConfigCommand publish(List<Document> documents, Bytes checksum, String author) {
        return new ConfigCommand.Publish("shop", 1, documents, checksum, Bytes.EMPTY, "why", 0, STAGE, author);
    }

    private static ConfigCommand publish(Bytes checksum, Bytes schemaChecksum, String author) {
        SchemaChange change = new SchemaChange(SCHEMA, CHECKSUM);
        return new ConfigCommand.Publish(
                "shop", 1, DOCUMENTS, checksum, schemaChecksum, "why", 0, null, author, change);
    }

    private static ConfigCommand attach(Bytes checksum, String by) {
        return new ConfigCommand.Attach("shop", SCHEMA, checksum, Bytes.EMPTY, by);
    }

    private static Request write(long id, Command command) {
        return new Request.Write(id, 0, new EncodedCommand(command, CommandCodec.encode(command)));
    }

    private void assertLogged(Command sent, Command logged) throws Exception {
        client.send(write(1, sent));
        Taken taken = fixture.core.take(1).get(0);
        assertThat(taken.put()).isEqualTo(logged);
        assertThat(CommandCodec.decode(Objects.requireNonNull(taken.command()).bytes()))
                .as("the bytes that go into the log say the same")
                .isEqualTo(logged);
    }

    private void assertFailed(Command command, Failure.Code code, String why) throws Exception {
        client.send(write(7, command));
        Result.Failed failed = (Result.Failed) client.results(1).get(0);
        assertThat(failed.failure())
                .returns(code, Failure::code)
                .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty);
        assertThat(failed.failure().message()).contains(why);
        assertThat(fixture.core.waiting()).isZero();
    }
}
