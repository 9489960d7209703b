"""Calls a target of xDS many times with gRPC's own client for Python (its C core), and prints each failure's text with how often it came.

usage: call.py TARGET TIMES
"""
import collections
import sys

import grpc

seen = collections.Counter()
with grpc.insecure_channel(sys.argv[1]) as channel:
    echo = channel.unary_unary("/test.Echo/Echo")
    for _ in range(int(sys.argv[2])):
        try:
            echo(b"", timeout=20)
        except grpc.RpcError as error:
            seen[error.details()] += 1
for text, count in seen.items():
    print(count, text.replace("\n", " "))
