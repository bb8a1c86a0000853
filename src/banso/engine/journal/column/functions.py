"""The functions that a question may call: those that only calculate from their arguments.

An allow-list, so that what the engine learns in a later version stays outside until somebody has read what
it does. Left out on purpose: whatever reaches files, dictionaries, other tables, settings, the network or
the machine; whatever waits; and whatever answers differently when asked again (now, rand, generateUUID),
because a question is answered as of a moment that it is given.
"""

import re

_OPERATORS = """
    plus minus multiply divide intDiv intDivOrZero modulo moduloOrZero positiveModulo negate abs
    equals notEquals less greater lessOrEquals greaterOrEquals isNotDistinctFrom isDistinctFrom
    and or not xor if multiIf caseWithExpression caseWithoutExpression
    like notLike ilike notILike match in notIn globalIn globalNotIn exists
    tuple array arrayElement tupleElement lambda concat cast _cast accurateCastOrNull accurateCastOrDefault
    isNull isNotNull isZeroOrNull coalesce ifNull nullIf assumeNotNull toNullable
    greatest least identity materialize ignore toTypeName
"""
_NUMBERS = """
    round roundBankers floor ceil ceiling trunc truncate sign exp exp2 exp10 log log2 log10 log1p ln sqrt cbrt
    pow power erf erfc lgamma tgamma sin cos tan asin acos atan atan2 pi e degrees radians hypot
    isFinite isInfinite ifNotFinite isNaN gcd lcm bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight
    roundDown roundDuration widthBucket divideDecimal multiplyDecimal factorial
    toInt8 toInt16 toInt32 toInt64 toInt128 toInt256 toUInt8 toUInt16 toUInt32 toUInt64 toUInt128 toUInt256
    toInt64OrNull toInt64OrZero toInt32OrNull toInt32OrZero toUInt64OrNull toUInt64OrZero toUInt32OrNull
    toUInt32OrZero toFloat32 toFloat64 toFloat64OrNull toFloat64OrZero toBool
    toDecimal32 toDecimal64 toDecimal128 toDecimal256 toDecimal32OrNull toDecimal64OrNull toDecimal128OrNull
    toDecimal256OrNull toDecimal32OrZero toDecimal64OrZero toDecimal128OrZero toDecimal256OrZero
    toDecimal64OrDefault toDecimal128OrDefault
"""
_TEXT = """
    length lengthUTF8 empty notEmpty lower upper lowerUTF8 upperUTF8 reverse reverseUTF8 concatWithSeparator
    substring substr mid substringUTF8 left right leftUTF8 rightUTF8 leftPad rightPad trim trimLeft trimRight
    trimBoth ltrim rtrim startsWith endsWith startsWithUTF8 endsWithUTF8 position positionUTF8
    positionCaseInsensitive positionCaseInsensitiveUTF8 locate countSubstrings multiSearchAny replaceOne
    replaceAll replace replaceRegexpOne replaceRegexpAll extract extractAll extractGroups splitByChar
    splitByString arrayStringConcat format toString toStringCutToZero toFixedString toLowCardinality
    toUUID toUUIDOrNull toUUIDOrZero toUUIDOrDefault domain domainWithoutWWW path cutQueryString
    normalizeUTF8NFKC isValidUTF8 hex unhex cityHash64 sipHash64 sipHash128 xxHash64 MD5 SHA256 soundex
    levenshteinDistance ngramDistance
"""
_TIME = """
    toDate toDate32 toDateOrNull toDateOrZero toDateTime toDateTimeOrNull toDateTime64 toDateTime64OrNull
    toTimeZone toTimezone timeZoneOffset makeDate makeDateTime makeDateTime64 toYear toQuarter toMonth
    toDayOfYear toDayOfMonth toDayOfWeek toHour
    toMinute toSecond toISOYear toISOWeek toWeek toYearWeek toUnixTimestamp
    toUnixTimestamp64Micro toUnixTimestamp64Milli fromUnixTimestamp fromUnixTimestamp64Micro
    fromUnixTimestamp64Milli toStartOfYear toStartOfISOYear toStartOfQuarter toStartOfMonth toStartOfWeek
    toMonday toLastDayOfMonth toLastDayOfWeek toStartOfDay toStartOfHour toStartOfMinute
    toStartOfFifteenMinutes toStartOfFiveMinutes toStartOfInterval date_trunc dateTrunc dateDiff date_diff
    age addYears addQuarters addMonths addWeeks
    addDays addHours addMinutes addSeconds subtractYears subtractQuarters subtractMonths subtractWeeks
    subtractDays subtractHours subtractMinutes subtractSeconds addInterval subtractInterval
    toIntervalYear toIntervalQuarter toIntervalMonth toIntervalWeek toIntervalDay toIntervalHour
    toIntervalMinute toIntervalSecond formatDateTime parseDateTime parseDateTimeOrNull
    parseDateTimeBestEffort parseDateTimeBestEffortOrNull toYYYYMM toYYYYMMDD toRelativeDayNum
    toRelativeMonthNum toRelativeWeekNum dateName monthName timeSlots
"""
_LISTS = """
    range arrayJoin has hasAll hasAny hasSubstr indexOf arrayCount arraySum arrayAvg arrayMin arrayMax
    arrayMap arrayFilter arrayExists arrayAll arrayFirst arrayFirstIndex arrayFirstOrNull arrayLast
    arrayLastIndex arrayLastOrNull arrayFill arrayReverseFill arraySplit arraySort arrayReverseSort
    arrayPartialSort arrayDistinct arrayUniq arrayEnumerate arrayEnumerateUniq arrayEnumerateDense arrayConcat
    arraySlice arrayPushBack arrayPushFront arrayPopBack arrayPopFront arrayResize arrayReverse arrayFlatten
    flatten arrayCompact arrayZip arrayIntersect arrayUnion arrayReduce arrayFold arrayDifference arrayCumSum
    arrayCumSumNonNegative arrayProduct arrayWithConstant arrayRotateLeft arrayRotateRight arrayShiftLeft
    arrayShiftRight emptyArrayToSingle countEqual
    map mapFromArrays mapKeys mapValues mapContains mapAdd mapSubtract mapFilter mapApply mapSort untuple
    tupleConcat tupleToNameValuePairs
"""
_JSON = """
    JSONHas JSONLength JSONType JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat
    JSONExtractBool JSONExtractRaw JSONExtractArrayRaw JSONExtractKeys JSONExtractKeysAndValues
    JSONExtractKeysAndValuesRaw JSON_VALUE JSON_QUERY JSON_EXISTS isValidJSON toJSONString simpleJSONHas
    simpleJSONExtractString simpleJSONExtractInt simpleJSONExtractUInt simpleJSONExtractFloat
    simpleJSONExtractBool simpleJSONExtractRaw
"""
_WINDOWS = """
    row_number rank dense_rank percent_rank cume_dist ntile lag lead lagInFrame leadInFrame first_value
    last_value nth_value nonNegativeDerivative exponentialTimeDecayedAvg
"""
_AGGREGATES = """
    count sum sumWithOverflow sumKahan sumCount avg avgWeighted min max any anyLast anyHeavy argMin argMax
    uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 uniqUpTo median medianExact quantile
    quantiles quantileExact quantilesExact quantileExactLow quantileExactHigh quantileExactInclusive
    quantilesExactInclusive quantileExactExclusive quantilesExactExclusive quantileExactWeighted
    quantileTDigest quantilesTDigest quantileInterpolatedWeighted
    varPop varSamp varPopStable varSampStable stddevPop stddevSamp stddevPopStable stddevSampStable covarPop
    covarSamp corr skewPop skewSamp kurtPop kurtSamp entropy cramersV contingency rankCorr
    simpleLinearRegression studentTTest welchTTest mannWhitneyUTest kolmogorovSmirnovTest
    meanZTest groupArray groupArrayLast groupUniqArray groupArraySorted groupArraySample groupArrayInsertAt
    groupArrayMovingSum groupArrayMovingAvg groupArrayIntersect groupBitAnd groupBitOr groupBitXor
    groupBitmap sumMappedArrays minMappedArrays maxMappedArrays topK topKWeighted
    histogram deltaSum deltaSumTimestamp maxIntersections maxIntersectionsPosition intervalLengthSum
    windowFunnel retention sequenceMatch sequenceCount sequenceNextNode boundingRatio first_value last_value
    singleValueOrNull largestTriangleThreeBuckets sparkbar grouping
"""
_COMBINATOR = re.compile(
    r"(?:If|Array|Map|Distinct|OrDefault|OrNull|ForEach|ArgMin|ArgMax|State|Merge|SimpleState)$"
)

PLAIN = frozenset(
    name for group in (_OPERATORS, _NUMBERS, _TEXT, _TIME, _LISTS, _JSON, _WINDOWS) for name in group.split()
)
AGGREGATES = frozenset(_AGGREGATES.split())
_KNOWN = frozenset(name.lower() for name in PLAIN | AGGREGATES)
_KNOWN_AGGREGATES = frozenset(name.lower() for name in AGGREGATES)


def is_calculation(name: str) -> bool:
    """Whether a question may call `name`; aggregates also with combinators (`sumIf`, `uniqExactArray`)."""
    if name.lower() in _KNOWN:
        return True
    base = name
    while match := _COMBINATOR.search(base):
        base = base[: match.start()]
        if base.lower() in _KNOWN_AGGREGATES:
            return True
    return False
