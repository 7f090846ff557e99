/** Checks of documents against a JSON Schema, before they are published. */
@NullMarked
package io.holdfast.client.config.schema;

import org.jspecify.annotations.NullMarked;
