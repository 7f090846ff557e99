package io.holdfast.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.cluster.Agreement.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void equalDigestsAtTheNewestCommonIndexAgree() {
        Agreement agreement = Agreement.of(List.of(
                node("n1", "[100,1,'aa','bb'],[200,1,'cc','dd']"),
                node("n2", "[100,1,'aa','bb'],[200,1,'cc','dd'],[300,1,'ee','ff']"),
                node("n3", "[200,1,'cc','dd']")));
        assertThat(agreement.verdict()).isEqualTo(Verdict.AGREE);
        assertThat(agreement.index()).isEqualTo(200);
        assertThat(agreement.sentence()).contains("all 3 nodes").contains("200");
    }

    @Test
    void oneOtherContentOrChainDisagrees() {
        assertThat(Agreement.of(List.of(node("n1", "[100,1,'aa','bb']"), node("n2", "[100,1,'aa','xx']")))
                        .verdict())
                .isEqualTo(Verdict.DISAGREE);
        assertThat(Agreement.of(List.of(node("n1", "[100,1,'aa','bb']"), node("n2", "[100,1,'xx','bb']")))
                        .verdict())
                .isEqualTo(Verdict.DISAGREE);
    }

    @Test
    void digestsOfAnotherVersionOrIndexAreNotCompared() {
        assertThat(Agreement.of(List.of(node("n1", "[100,1,'aa','bb']"), node("n2", "[100,2,'xx','yy']")))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(Agreement.of(List.of(node("n1", "[100,1,'aa','bb']"), node("n2", "[200,1,'xx','yy']")))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void theEmptyBeginningProvesNothing() {
        assertThat(Agreement.of(List.of(node("n1", "[0,1,'aa','bb']"), node("n2", "[0,1,'aa','bb']")))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aNodeAloneAgreesWithNobody() {
        NodeReport silent = new NodeReport("https://127.0.0.1:1", null, "refused");
        assertThat(Agreement.of(List.of(node("n1", "[100,1,'aa','bb']"), silent))
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    private static NodeReport node(String name, String digests) {
        String list = digests.replaceAll(
                "\\[(\\d+),(\\d+),'(\\w+)','(\\w+)'\\]",
                "{\"index\":$1,\"version\":$2,\"chain\":\"$3\",\"content\":\"$4\"}");
        try {
            return new NodeReport(
                    "https://" + name,
                    new ObjectMapper().readTree("{\"node\":\"" + name + "\",\"digests\":[" + list + "]}"),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
