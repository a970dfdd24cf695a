"""The same short talk as each program writes it: Thea asks, Chris answers, Thea goes on."""

import json

THERAPIST, CLIENT = "Thea Smith", "Chris Lee"
SAID = (
    (THERAPIST, "How was your week?", 1.0, 2.5),
    (CLIENT, "Um, hard. I slept badly.", 3.25, 6.0),
    (THERAPIST, "You slept badly. And what did you do?", 6.5, 9.0),
)

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:02.500
Thea Smith: How was your week?

2
00:00:03.250 --> 00:00:04.500
Chris Lee: Um, hard.

3
00:00:04.500 --> 00:00:06.000
Chris Lee: I slept badly.

4
00:00:06.500 --> 00:00:09.000
Thea Smith: You slept badly. And what did you do?
"""
TEAMS = """WEBVTT

3e1b1b1a-aaaa-4f2e-9c1d-000000000001/12-0
00:00:01.000 --> 00:00:02.500
<v Thea Smith>How was your week?</v>

3e1b1b1a-aaaa-4f2e-9c1d-000000000001/18-0
00:00:03.250 --> 00:00:06.000
<v Chris Lee>Um, hard.
I slept badly.</v>

3e1b1b1a-aaaa-4f2e-9c1d-000000000001/25-0
00:00:06.500 --> 00:00:09.000
<v Thea Smith>You slept badly. And what did you do?</v>
"""
MEET_VTT = """WEBVTT
Kind: captions
Language: en

STYLE
::cue { color: white }

REGION
id:one

NOTE a comment
over two lines

00:01.000 --> 00:02.500 align:start position:0%
<v.loud Thea Smith>How was <i>your</i> week?</v>

00:03.250 --> 00:06.000 line:-1
<v Chris Lee>Um, hard. <00:00:04.000><c>I slept badly.</c>

00:06.500 --> 00:09.000
<v Thea Smith>You slept badly.</v> And what did you do?
"""
SRT = ZOOM.removeprefix("WEBVTT\n\n").replace(".000", ",000").replace(".500", ",500").replace(".250", ",250")
SBV = """0:00:01.000,0:00:02.500
Thea Smith: How was your week?

0:00:03.250,0:00:04.500
Chris Lee: Um, hard.

0:00:04.500,0:00:06.000
I slept badly.

0:00:06.500,0:00:09.000
Thea Smith: You slept badly.[br]And what did you do?
"""
OTTER = """Session four

Thea Smith  0:01
How was your week?

Chris Lee  0:03
Um, hard.
I slept badly.

Thea Smith  0:06
You slept badly. And what did you do?

Transcribed by https://otter.ai
"""
REV = """Thea Smith (00:01):
How was your week?
Chris Lee (00:03): Um, hard. I slept badly.
Thea Smith (00:06):
You slept badly. And what did you do?
"""
TEXT = """Session 4, a Tuesday

Thea Smith: How was your week?
Chris Lee: Um, hard.
I slept badly.
Thea Smith: You slept badly. And what did you do?
"""
MEET = """Attendees
Thea Smith, Chris Lee
Transcript
00:00:01

Thea Smith: How was your week?
Chris Lee: Um, hard. I slept badly.
00:05:00
Thea Smith: You slept badly. And what did you do?

Transcription ended after 00:20:01
This editable transcript was computer generated and might contain errors.
"""
CSV = "speaker,start,end,text\n" + "".join(
    f'{who},{start},{end},"{text}"\n' for who, text, start, end in SAID
)
WHISPERX = json.dumps(
    {
        "segments": [
            {"start": start, "end": end, "text": f" {text}", "speaker": who, "words": []}
            for who, text, start, end in SAID
        ],
        "language": "en",
    }
)
DEEPGRAM = json.dumps(
    {
        "metadata": {"channels": 1},
        "results": {
            "channels": [{"alternatives": [{"transcript": "…", "words": []}]}],
            "utterances": [
                {"start": start, "end": end, "transcript": text, "speaker": who, "channel": 0}
                for who, text, start, end in SAID
            ],
        },
    }
)


def words(text, start, end):
    """Each word with a time, spread evenly."""
    said = text.split()
    step = (end - start) / len(said)
    return [
        (word, round(start + n * step, 3), round(start + (n + 1) * step, 3)) for n, word in enumerate(said)
    ]


DEEPGRAM_WORDS = json.dumps(
    {
        "results": {
            "channels": [
                {
                    "detected_language": "en",
                    "alternatives": [
                        {
                            "words": [
                                {
                                    "word": word.lower(),
                                    "punctuated_word": word,
                                    "start": at,
                                    "end": to,
                                    "speaker": who,
                                }
                                for who, text, start, end in SAID
                                for word, at, to in words(text, start, end)
                            ]
                        }
                    ],
                }
            ]
        }
    }
)
ASSEMBLYAI = json.dumps(
    {
        "text": "…",
        "language_code": "en_us",
        "utterances": [
            {"speaker": who, "start": int(start * 1000), "end": int(end * 1000), "text": text, "words": []}
            for who, text, start, end in SAID
        ],
    }
)


def aws_item(who, word, start, end):
    mark = word[-1] if word[-1] in ".,?" else ""
    said = {
        "type": "pronunciation",
        "speaker_label": who,
        "start_time": str(start),
        "end_time": str(end),
        "alternatives": [{"confidence": "1.0", "content": word.rstrip(".,?")}],
    }
    stop = {
        "type": "punctuation",
        "speaker_label": who,
        "alternatives": [{"confidence": "0.0", "content": mark}],
    }
    return [said, stop] if mark else [said]


AWS = json.dumps(
    {
        "jobName": "a",
        "results": {
            "language_code": "en-US",
            "items": [
                item
                for who, text, start, end in SAID
                for word in words(text, start, end)
                for item in aws_item(who, *word)
            ],
        },
        "status": "COMPLETED",
    }
)
AWS_OLD = json.loads(AWS)
for each in AWS_OLD["results"]["items"]:
    del each["speaker_label"]
AWS_OLD["results"]["speaker_labels"] = {
    "speakers": 2,
    "segments": [
        {"start_time": str(start), "end_time": str(end), "speaker_label": who} for who, _, start, end in SAID
    ],
}
AWS_OLD = json.dumps(AWS_OLD)
REV_AI = json.dumps(
    {
        "monologues": [
            {
                "speaker": number % 2,
                "speaker_info": {"display_name": who},
                "elements": [
                    element
                    for word, at, to in words(text, start, end)
                    for element in (
                        {"type": "text", "value": word, "ts": at, "end_ts": to},
                        {"type": "punct", "value": " "},
                    )
                ],
            }
            for number, (who, text, start, end) in enumerate(SAID)
        ]
    }
)
# name: (format, text, whether it has all starts, whether it has all ends)
EVERY = {
    "zoom": ("vtt", ZOOM, True, True),
    "teams": ("vtt", TEAMS, True, True),
    "meet captions": ("vtt", MEET_VTT, True, True),
    "srt": ("srt", SRT, True, True),
    "vtt without its head": ("srt", ZOOM.removeprefix("WEBVTT\n\n"), True, True),
    "otter": ("otter", OTTER, True, False),
    "rev": ("rev", REV, True, False),
    "text": ("text", TEXT, False, False),
    "meet": ("text", MEET, False, False),
    "csv": ("csv", CSV, True, True),
    "csv with semicolons": ("csv", CSV.replace(",", ";").replace("Um;", "Um,"), True, True),
    "whisperx": ("whisperx", WHISPERX, True, True),
    "deepgram": ("deepgram", DEEPGRAM, True, True),
    "deepgram words": ("deepgram", DEEPGRAM_WORDS, True, True),
    "assemblyai": ("assemblyai", ASSEMBLYAI, True, True),
    "aws": ("aws", AWS, True, True),
    "aws of old": ("aws", AWS_OLD, True, True),
    "rev-ai": ("rev-ai", REV_AI, True, True),
    "sbv": ("sbv", SBV, True, True),
}
