package io.github.redisqueues.internal.observation;

import java.util.Map;

import io.github.redisqueues.observation.MessageContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;

/**
 * Makes the spans of messages that are taken: continues the trace of a message, or begins
 * one with links to the traces of all messages. It is not of the type that it delegates
 * to, because Spring Boot would then not make the handler of all other contexts.
 */
public final class MessageTracingHandler implements TracingObservationHandler<MessageContext> {

	private final MessageSpans spans;

	/**
	 * Creates a handler.
	 * @param tracer makes the spans
	 * @param propagator reads traces from headers
	 */
	public MessageTracingHandler(Tracer tracer, Propagator propagator) {
		this.spans = new MessageSpans(tracer, propagator);
	}

	@Override
	public void onStart(MessageContext context) {
		this.spans.onStart(context);
	}

	@Override
	public void onError(MessageContext context) {
		this.spans.onError(context);
	}

	@Override
	public void onStop(MessageContext context) {
		this.spans.onStop(context);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof MessageContext;
	}

	@Override
	public Tracer getTracer() {
		return this.spans.getTracer();
	}

	private static final class MessageSpans extends PropagatingReceiverTracingObservationHandler<MessageContext> {

		private final LinkedTraces linkedTraces;

		MessageSpans(Tracer tracer, Propagator propagator) {
			super(tracer, propagator);
			this.linkedTraces = new LinkedTraces(tracer);
		}

		@Override
		public Span.Builder customizeExtractedSpan(MessageContext context, Span.Builder builder) {
			Span.Builder customized = withParent(context, builder);
			for (Map<String, String> headers : context.linked()) {
				Link link = this.linkedTraces.link(headers);
				if (link != null) {
					customized = customized.addLink(link);
				}
			}
			return customized;
		}

		/**
		 * Sets the parent of a span that does not continue the trace of a message: a call
		 * of the application belongs to its caller, the work on messages to nobody.
		 */
		private Span.Builder withParent(MessageContext context, Span.Builder builder) {
			if (context.getKind() == Kind.CLIENT) {
				Span parent = getParentSpan(context);
				return (parent != null) ? builder.setParent(parent.context()) : builder;
			}
			return context.linked().isEmpty() ? builder : builder.setNoParent();
		}

	}

}
