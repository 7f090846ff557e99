package io.holdfast.cli.config;

import io.holdfast.cli.shell.CliException;
import io.holdfast.client.config.ConfigSyntaxException;
import io.holdfast.client.config.Documents;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that are to be documents of a release. */
final class Sources {
    private Sources() {}

    /**
     * Reads files, folders, and files under other names ({@code app.yaml=build/app-prod.yaml}). What is malformed is told on
     * {@code err}, every file of it with its position.
     *
     * @throws CliException refused if a document is malformed or the release would be; usage if a file cannot be read
     */
    static List<Document> documents(List<String> files, PrintStream err) {
        Documents documents = new Documents();
        int malformed = 0;
        for (String file : files) {
            try {
                add(documents, file);
            } catch (ConfigSyntaxException e) {
                malformed++;
                err.println(e.getMessage());
            } catch (IllegalArgumentException e) {
                throw CliException.refused("INVALID_ARGUMENT", String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw unreadable(file, e);
            }
        }
        if (malformed > 0) {
            throw CliException.refused(
                    "MALFORMED",
                    malformed + (malformed == 1 ? " document is" : " documents are")
                            + " malformed; nothing was published");
        }
        List<Document> list = documents.list();
        if (list.isEmpty()) {
            throw CliException.usage("there are no documents in " + String.join(", ", files));
        }
        return list;
    }

    private static void add(Documents documents, String file) throws IOException {
        int equals = file.indexOf('=');
        if (equals < 1 || Files.exists(Path.of(file))) {
            // The name alone, so that "." and "sub/.." are the folders they stand for.
            documents.addFile(Path.of(file).toAbsolutePath().normalize());
        } else {
            documents.addFile(file.substring(0, equals), Path.of(file.substring(equals + 1)));
        }
    }

    /** A schema's bytes. */
    static Bytes schema(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Bytes schema = Bytes.wrap(in.readNBytes(Limits.MAX_SCHEMA_BYTES + 1));
            if (schema.size() > Limits.MAX_SCHEMA_BYTES || schema.isEmpty()) {
                throw CliException.refused(
                        "INVALID_ARGUMENT",
                        "a schema has 1 to " + Limits.MAX_SCHEMA_BYTES + " bytes, "
                                + (schema.isEmpty() ? file + " has none" : file + " has more"));
            }
            return schema;
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    private static CliException unreadable(String file, IOException e) {
        return CliException.usage("FILE", file + " cannot be read: " + e, e);
    }
}
