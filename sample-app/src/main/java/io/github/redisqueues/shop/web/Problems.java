package io.github.redisqueues.shop.web;

import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.shop.order.UnknownOrderException;
import io.github.redisqueues.shop.undo.ImpossibleEditException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns exceptions into RFC 9457 problem responses.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

	@ExceptionHandler(IllegalArgumentException.class)
	ProblemDetail badRequest(IllegalArgumentException ex) {
		return problem(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler(UnknownOrderException.class)
	ProblemDetail notFound(UnknownOrderException ex) {
		return problem(HttpStatus.NOT_FOUND, ex.getMessage());
	}

	@ExceptionHandler(ImpossibleEditException.class)
	ProblemDetail conflict(ImpossibleEditException ex) {
		return problem(HttpStatus.CONFLICT, ex.getMessage());
	}

	@ExceptionHandler(QueueFullException.class)
	ProblemDetail tooMany(QueueFullException ex) {
		return problem(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Throwable cause = ex.getMostSpecificCause();
		String why = (cause instanceof JacksonException jackson) ? jackson.getOriginalMessage() : cause.getMessage();
		ProblemDetail body = problem(HttpStatus.BAD_REQUEST, why);
		return handleExceptionInternal(ex, body, headers, status, request);
	}

	private static ProblemDetail problem(HttpStatus status, @Nullable String why) {
		return ProblemDetail.forStatusAndDetail(status, why);
	}

}
