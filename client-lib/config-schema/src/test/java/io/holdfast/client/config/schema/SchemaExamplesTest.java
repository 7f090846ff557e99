package io.holdfast.client.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.holdfast.client.PublishOptions;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.ReleaseChecksum;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide's example of a schema: its lines stand here as they stand there. */
class SchemaExamplesTest {
    @Test
    void documentsAreCheckedAndThenPublishedAsChecked() {
        ReleaseClient releases = mock(ReleaseClient.class);
        Bytes schema = Bytes.utf8("{\"properties\": {\"size\": {\"minimum\": 1}}}");
        List<Document> documents = List.of(new Document("app.yaml", DocumentType.YAML, Bytes.utf8("size: 0")));
        assertThat(published(releases, schema, documents)).hasSize(1);
        verify(releases).publish("shop", documents, PublishOptions.DEFAULT.checkedAgainst(ReleaseChecksum.of(schema)));
    }

    @Test
    void aSchemaIsAttachedWithARelease() {
        ReleaseClient releases = mock(ReleaseClient.class);
        Bytes schema = Bytes.utf8("{}");
        Bytes known = ReleaseChecksum.of(Bytes.utf8("[]"));
        attached(releases, List.of(), schema, known);
        verify(releases).publish("shop", List.of(), PublishOptions.DEFAULT.attaching(schema, known));
    }

    private static void attached(ReleaseClient releases, List<Document> documents, Bytes schema, Bytes known) {
        releases.publish("shop", documents, PublishOptions.DEFAULT.attaching(schema, known));
    }

    private static List<Violation> published(ReleaseClient releases, Bytes schema, List<Document> documents) {
        SchemaCheck check = SchemaCheck.of(schema);
        List<Violation> violations = check.check(documents); // app.yaml:3:9: /pool/size: must have a minimum value of 1
        releases.publish(
                "shop",
                documents,
                PublishOptions.DEFAULT.checkedAgainst(
                        check.checksum())); // refused if the set has another schema by now
        return violations;
    }
}
