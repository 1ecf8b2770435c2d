<?php
/**
 * Send a form of Handrail from a plugin: php form.php https://support.example.com/forms/bug-report/send/
 *
 * Needs nothing but PHP 7.4. The log goes as a file, with the environment; what the fields are called stands in
 * Settings, Forms, at each question.
 */

/**
 * Send answers and files by the keys of their fields. `$once` stays the same for each try of one report: however
 * often it is sent, it is one conversation. Returns the reference and the number.
 *
 * @throws RuntimeException with what is wrong, or when nobody answers: then try again with the same `$once`.
 */
function handrail_send(string $address, array $fields, array $files, string $once): array
{
    $boundary = bin2hex(random_bytes(16));
    $body = '';
    $quoted = fn (string $text): string => str_replace(['"', "\r", "\n"], ['%22', '', ''], $text); // RFC 7578, 4.2
    foreach (['once' => $once] + $fields as $key => $value) {
        $body .= "--$boundary\r\nContent-Disposition: form-data; name=\"{$quoted($key)}\"\r\n\r\n$value\r\n";
    }
    foreach ($files as $key => [$name, $bytes]) {
        $body .= "--$boundary\r\nContent-Disposition: form-data; name=\"{$quoted($key)}\"; filename=\"{$quoted($name)}\"\r\n"
            . "Content-Type: text/plain\r\n\r\n$bytes\r\n";
    }
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => "Content-Type: multipart/form-data; boundary=$boundary\r\nAccept: application/json",
        'content' => $body . "--$boundary--\r\n",
        'timeout' => 20,
        'ignore_errors' => true,
    ]]);
    $answer = @file_get_contents($address, false, $context);
    $told = $answer === false ? null : json_decode($answer, true);
    if (!isset($told['reference'])) {
        $fields = isset($told['fields']) ? ' ' . json_encode($told['fields']) : '';
        throw new RuntimeException(($told['error'] ?? 'Nobody answers: try again.') . $fields);
    }
    return $told;
}

/** A random UUID (RFC 9562, version 4). */
function handrail_once(): string
{
    $bytes = random_bytes(16);
    $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
    $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}

if (isset($argv[1])) {
    $log = 'PHP ' . PHP_VERSION . ' on ' . PHP_OS . "\nPHP Fatal error: no bulb found in lamp.php on line 7\n";
    try {
        $done = handrail_send(
            $argv[1],
            ['email' => 'dora@nordlicht.example', 'message' => 'The lamp does not start.'],
            ['log' => ['debug.log', $log]],
            handrail_once()
        );
        echo "Sent: {$done['reference']}, number {$done['number']}\n";
    } catch (RuntimeException $problem) {
        fwrite(STDERR, $problem->getMessage() . "\n");
        exit(1);
    }
}
