package io.github.redisqueues.internal.endpoint;

import java.util.Locale;

import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueEvidence;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why the messages of a queue move or do not move, as the endpoint shows it.
 *
 * @param verdict the verdict in lower case, such as no_listener
 * @param explanation the verdict in one or two sentences
 * @param evidence what was read, null at a glance
 */
public record DiagnosisDescriptor(String verdict, String explanation,
		@Nullable QueueEvidence evidence) implements OperationResponseBody {

	static DiagnosisDescriptor atAGlance(QueueDiagnosis diagnosis) {
		return new DiagnosisDescriptor(verdict(diagnosis), diagnosis.explanation(), null);
	}

	static DiagnosisDescriptor of(QueueDiagnosis diagnosis) {
		return new DiagnosisDescriptor(verdict(diagnosis), diagnosis.explanation(), diagnosis.evidence());
	}

	private static String verdict(QueueDiagnosis diagnosis) {
		return diagnosis.verdict().name().toLowerCase(Locale.ROOT);
	}

}
