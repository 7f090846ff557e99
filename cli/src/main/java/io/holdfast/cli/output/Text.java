package io.holdfast.cli.output;

import io.holdfast.model.Bytes;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes as text. */
public final class Text {
    private Text() {}

    /** {@code bytes} read as UTF-8, or null if they are not. */
    public static @Nullable String strictUtf8(Bytes bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asByteBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** {@code bytes} in base 64 with padding. */
    public static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.sharedArray());
    }
}
