package io.github.redisqueues.docs;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.github.redisqueues.observation.QueueObservationDocumentation;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.transport.Kind;

/**
 * The table of observations, from their documentation in the code.
 */
final class ObservationTable {

	private ObservationTable() {
	}

	static String of(QueueObservationDocumentation... observations) {
		StringBuilder table = new StringBuilder(
				"| name | kind of span | tags | further attributes of a span |\n|---|---|---|---|\n");
		for (QueueObservationDocumentation observation : observations) {
			Kind kind = observation.kind();
			table.append("| `" + observation.observationName() + "` | "
					+ ((kind != null) ? kind.name().toLowerCase(Locale.ROOT) : "internal") + " | "
					+ keys(observation.getLowCardinalityKeyNames()) + " | "
					+ keys(observation.getHighCardinalityKeyNames()) + " |\n");
		}
		return table.toString();
	}

	private static String keys(KeyName... keys) {
		return Arrays.stream(keys).map((key) -> "`" + key.asString() + "`").collect(Collectors.joining(", "));
	}

}
