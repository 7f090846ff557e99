package io.holdfast.client.config;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.Reader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.NodeEvent;

/** Makes readers of YAML that tell the anchors of all values; Jackson's own forgets those of single values. */
final class AnchoredYaml extends YAMLFactory {
    private static final long serialVersionUID = 1L;

    AnchoredYaml(StreamReadConstraints bounds) {
        // "country: no" is Norway.
        super(YAMLFactory.builder()
                .streamReadConstraints(bounds)
                .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS));
    }

    @Override
    protected YAMLParser _createParser(Reader reader, IOContext context) {
        return new Anchored(context, _parserFeatures, _yamlParserFeatures, new LoaderOptions(), getCodec(), reader);
    }

    /** Tells anchors. */
    static final class Anchored extends YAMLParser {
        Anchored(
                IOContext context,
                int features,
                int yamlFeatures,
                LoaderOptions options,
                @Nullable ObjectCodec codec,
                Reader reader) {
            super(context, features, yamlFeatures, options, codec, reader);
        }

        /** The anchor of the value whose token this is; null for none. */
        @Nullable
        String anchor() {
            return _lastEvent instanceof NodeEvent node ? node.getAnchor() : null;
        }
    }
}
