package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.Failure;
import io.holdfast.tls.Role;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream is told of topics, and what it may do in elections. */
class GatewayNoticeTest {
    private static final Topic ELECTION = new Topic(TopicKind.ELECTION, "orders");
    private static final Topic CONFIG = new Topic(TopicKind.CONFIG, "orders");
    private static final long MINE = 11;
    private static final long THEIRS = 12;

    @TempDir
    Path folder;

    private GatewayFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        fixture = GatewayFixture.start(folder);
        fixture.core.leases.owners.put(MINE, "spiffe://demo/client/app");
        fixture.core.leases.owners.put(THEIRS, "spiffe://demo/client/other");
        client = fixture.greeted();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aTopicIsSubscribedToBeforeThatIsAnswered() throws Exception {
        client.send(new Request.Subscribe(5, ELECTION), new Request.Subscribe(6, CONFIG));
        assertThat(client.results(2)).containsExactly(new Result.Subscribed(5), new Result.Subscribed(6));
        assertThat(onlyStream().topics).containsExactlyInAnyOrder(ELECTION, CONFIG);

        client.send(new Request.Unsubscribe(7, CONFIG));
        assertThat(client.results(1)).containsExactly(new Result.Subscribed(7));
        assertThat(onlyStream().topics).containsExactly(ELECTION);
    }

    @Test
    void noticesThatAreThereTogetherShareAFrame() throws Exception {
        subscribed().change(List.of(ELECTION, CONFIG));
        assertThat(client.next(ServerFrame.Noticed.class).topics()).containsExactly(ELECTION, CONFIG);
    }

    @Test
    void manyNoticesComeInSeveralFrames() throws Exception {
        List<Topic> topics = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            topics.add(new Topic(TopicKind.ELECTION, i + "n".repeat(500)));
        }
        subscribed().change(topics);
        List<Topic> came = new ArrayList<>();
        int frames = 0;
        while (came.size() < topics.size()) {
            came.addAll(client.next(ServerFrame.Noticed.class).topics());
            frames++;
        }
        assertThat(came).isEqualTo(topics);
        assertThat(frames).isBetween(4, 100);
    }

    @Test
    void moreTopicsThanMayBeAreATypedFailure() throws Exception {
        subscribed().full = true;
        client.send(new Request.Subscribe(6, CONFIG));
        Result.Failed failed = (Result.Failed) client.results(1).get(0);
        assertThat(failed.failure())
                .returns(Failure.Code.OVERLOADED, Failure::code)
                .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty);
        assertThat(failed.failure().message()).contains("10000 topics");
    }

    @Test
    void theEndOfAStreamEndsItsSubscriptions() throws Exception {
        FakeNotices.Stream stream = subscribed();
        client.cancel();
        await().untilAsserted(() -> assertThat(stream.closed).isTrue());
    }

    @Test
    void whatACandidatePublishesGoesIntoARequestOfItsOwnSessionOnly() throws Exception {
        Command own = new SessionCommand.Once(MINE, 1, 0, publish(MINE));
        client.send(write(own));
        assertThat(fixture.core.take(1).get(0).put()).isEqualTo(own);
        for (Command denied : List.of(
                publish(MINE),
                new SessionCommand.Once(MINE, 1, 0, publish(THEIRS)),
                new SessionCommand.Once(THEIRS, 1, 0, publish(THEIRS)))) {
            client.send(write(denied));
            Result.Failed failed = (Result.Failed) client.results(1).get(0);
            assertThat(failed.failure().code()).as("%s", denied).isEqualTo(Failure.Code.PERMISSION_DENIED);
        }
        assertThat(fixture.core.waiting()).isZero();
    }

    @Test
    void anOperatorWhoRevokesNamesTheSuccessorAndSigns() throws Exception {
        RawClient operator = fixture.connect(fixture.pki.material(Role.OPERATOR, "root"));
        operator.greet();
        operator.send(write(new LockCommand.Revoke("orders", 7, "me", "sick", "b")));
        assertThat(fixture.core.take(1).get(0).put())
                .isEqualTo(new LockCommand.Revoke("orders", 7, "spiffe://demo/operator/root", "sick", "b"));
    }

    private static LockCommand publish(long session) {
        return new LockCommand.Publish(session, 1, "orders", Bytes.utf8("v"));
    }

    private static Request write(Command command) {
        return new Request.Write(7, 0, new EncodedCommand(command, CommandCodec.encode(command)));
    }

    private FakeNotices.Stream subscribed() throws Exception {
        client.send(new Request.Subscribe(5, ELECTION));
        client.results(1);
        return onlyStream();
    }

    private FakeNotices.Stream onlyStream() {
        assertThat(fixture.core.notices.streams).hasSize(1);
        return fixture.core.notices.streams.get(0);
    }
}
